import { gapsOf } from '../../../model/listing.ts';
import { selectorOfLabels, selects } from '../../../model/values/label-selector.ts';
import { judgeEmptySelection, labelledPods } from '../../facts/empty-selection.ts';
import { counted, enumerate } from '../../facts/enumerate.ts';
import type { Labelled } from '../../facts/selector-near-miss.ts';
import { workloadsIn } from '../../facts/workloads.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1004',
  title: 'Pods are in another namespace',
  severity: 'error',
  proof: 'likely',
  subject: 'Service',
  reads: ['Pod', 'Deployment', 'StatefulSet', 'ReplicaSet'],
  causes: ['NX1002', 'NX7008'],
  causesElsewhere: ['NX3003', 'NX4025'],
  check: (service, cluster) =>
    judgeEmptySelection(service, cluster, ({ namespace, name, labels, selector, asks }) => {
      const wanted = selectorOfLabels(labels);
      const everywhere = labelledPods({ labels: wanted }, cluster);
      const workloads = workloadsIn(namespace, cluster);
      if (everywhere.state !== 'complete' || workloads.state !== 'complete') return unjudged([...gapsOf(everywhere), ...gapsOf(workloads)]);
      const [example] = everywhere.items;
      if (example === undefined || workloads.items.some((workload) => selects(wanted, workload.labels))) return [];
      return [
        {
          args: {
            namespace,
            service: name,
            selector,
            places: enumerate(placesOf(everywhere.items), 3),
            nearest: example.ref.namespace ?? '',
          },
          evidence: [asks, { object: example.ref, field: 'metadata.labels', says: `this pod of another namespace has all of ${selector}` }],
        },
      ];
    }),
  message: ({ namespace, selector, places }) =>
    `selector ${selector} matches no pod in namespace ${namespace}, but ${places}: a Service finds only pods of its own namespace`,
  remedy: ({ namespace, service, nearest }) =>
    `Create the Service in namespace ${nearest} (clients in ${namespace} then call ${service}.${nearest}), or deploy the pods in namespace ${namespace}.`,
});

/** `2 pods in namespace b (web-0 and web-1)`, for each namespace. */
function placesOf(pods: readonly Labelled[]): readonly string[] {
  const namespaces = new Set(pods.map(({ ref }) => ref.namespace ?? ''));
  return [...namespaces].map((namespace) => {
    const names = pods.filter(({ ref }) => ref.namespace === namespace).map(({ ref }) => ref.name);
    return `${counted(names.length, 'pod')} in namespace ${namespace} (${enumerate(names, 3)})`;
  });
}
