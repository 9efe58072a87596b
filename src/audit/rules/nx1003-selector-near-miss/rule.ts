import { gapsOf } from '../../../model/listing.ts';
import type { ObjectRef } from '../../../model/object-ref.ts';
import { selectorOfLabels, selects } from '../../../model/values/label-selector.ts';
import { judgeEmptySelection, labelledPods } from '../../facts/empty-selection.ts';
import { counted, enumerate } from '../../facts/enumerate.ts';
import { nearestToSelector } from '../../facts/selector-near-miss.ts';
import { workloadsIn } from '../../facts/workloads.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1003',
  title: 'Selector is misspelt',
  severity: 'error',
  proof: 'likely',
  subject: 'Service',
  reads: ['Pod', 'Deployment', 'StatefulSet', 'ReplicaSet'],
  holdsForTemplates: true,
  causes: ['NX1002', 'NX1004', 'NX7008'],
  causesElsewhere: ['NX3003', 'NX4025'],
  check: (service, cluster) =>
    judgeEmptySelection(service, cluster, ({ namespace, name, labels, selector, asks }) => {
      const pods = labelledPods({ namespace }, cluster);
      const workloads = workloadsIn(namespace, cluster);
      if (pods.state !== 'complete' || workloads.state !== 'complete') return unjudged([...gapsOf(pods), ...gapsOf(workloads)]);
      if (workloads.items.some((workload) => selects(selectorOfLabels(labels), workload.labels))) return [];
      const near = nearestToSelector(labels, pods.items) ?? nearestToSelector(labels, workloads.items);
      if (near === undefined) return [];
      const { asked, found, by } = near;
      const [{ ref }] = by;
      const path = ref.kind === 'Pod' ? 'metadata.labels' : 'spec.template.metadata.labels';
      const shown =
        found === null
          ? { field: path, says: `lacks only ${asked}` }
          : { field: `${path}["${found.key}"]`, value: found.value, says: `this label is there instead of ${asked}` };
      return [
        {
          args: {
            namespace,
            service: name,
            selector,
            asked,
            found: found === null ? null : `${found.key}=${found.value}`,
            alone: Object.keys(labels).length === 1,
            pods: ref.kind === 'Pod' ? by.length : 0,
            names: enumerate(by.map((one) => nameIn(one.ref))),
          },
          evidence: [asks, { object: ref, ...shown }],
        },
      ];
    }),
  message: ({ namespace, selector, asked, found, alone, pods, names }) => {
    const instead = found === null ? `everything but ${asked}` : alone ? found : `${found} instead of ${asked}`;
    const near =
      pods === 0
        ? `the pod template of ${names} has ${instead}`
        : `${counted(pods, 'pod')} ${pods === 1 ? 'has' : 'have'} ${instead} (${names})`;
    return `selector ${selector} matches no pod in namespace ${namespace}; ${near}: did you mean that?`;
  },
  remedy: ({ namespace, service, asked, found, names }) =>
    found === null
      ? `Give the label ${asked} to ${names} (in the pod template), or remove it from spec.selector of Service ${namespace}/${service}.`
      : `Write ${found} instead of ${asked} in spec.selector of Service ${namespace}/${service}, or change the label in the pod template.`,
});

function nameIn({ kind, name }: ObjectRef): string {
  return kind === 'Pod' ? name : `${kind} ${name}`;
}
