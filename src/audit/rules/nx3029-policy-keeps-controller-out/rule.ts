import { dataPlanePods, describeLine, servingOf } from '../../../engines/ingress/index.ts';
import { policyVerdict } from '../../../engines/policy/index.ts';
import { endpointsOfPort, isUsable, slicesOf } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { describeRef, nameOf, type ObjectRef } from '../../../model/object-ref.ts';
import { isPodReady, type Pod } from '../../../model/resources/pod.ts';
import type { Protocol } from '../../../model/values/port.ts';
import { perCluster } from '../../facts/by-value.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { backendPort, judgeBackends } from '../../facts/ingress-lines.ts';
import { isNobodyEnforcing, POLICY_KINDS, policiesIn } from '../../facts/policies.ts';
import { defineRule } from '../../rule.ts';

/** By whom a controller's pods are kept out of a pod's port; pods with the same labels are judged once. */
const judged = perCluster(() => new Map<string, readonly ObjectRef[]>());

export default defineRule({
  code: 'NX3029',
  title: 'Policy keeps the Ingress controller out',
  severity: 'error',
  proof: 'likely',
  subject: 'Ingress',
  reads: ['IngressClass', 'Service', 'EndpointSlice', 'Pod', 'DaemonSet', ...POLICY_KINDS],
  wholeKinds: ['Pod', 'IngressClass', 'DaemonSet'],
  auditOnly: true,
  causes: [],
  check(ingress, cluster) {
    const { known } = servingOf(ingress, cluster);
    const proxies = known === undefined ? [] : knownItems(dataPlanePods(known, cluster)).filter(isPodReady);
    if (known === undefined || proxies.length === 0 || isNobodyEnforcing(cluster)) return [];
    const { namespace = '', name } = ingress.metadata;
    return judgeBackends(ingress, cluster, ({ service, port, lines, asks }, found) => {
      const at = found && backendPort(found, port);
      if (found === undefined || found.spec.type === 'ExternalName' || at === undefined) return undefined;
      const slices = slicesOf(found, cluster);
      if (slices.state !== 'complete') return { unjudged: gapsOf(slices) };
      const servers = endpointsOfPort(slices.items, at)
        .filter(isUsable)
        .flatMap(({ endpoint: { targetRef }, port: number }) => {
          const pod = targetRef?.kind === 'Pod' ? cluster.get('Pod', targetRef.name, targetRef.namespace ?? namespace) : undefined;
          return pod?.state === 'found' ? [{ pod: pod.item, port: number }] : [];
        });
      const denied = servers
        .map((one) => keptOut(proxies, one.pod, one.port, at.protocol, known.name, cluster))
        .filter((by) => by.length > 0);
      const policies = [...new Map(denied.flat().map((ref) => [describeRef(ref), ref])).values()];
      const [first, ...others] = policies.map((object) => ({ object, field: 'spec', says: `lets no pod of ${known.name} in` }));
      if (first === undefined) return undefined;
      return {
        args: {
          namespace,
          name,
          controller: known.name,
          backend: `${service}:${at.port}`,
          lines: enumerate(lines.map(describeLine)),
          count: denied.length,
          total: servers.length,
          policies: enumerate(policies.map(describeRef)),
        },
        evidence: [first, ...others, asks],
      };
    });
  },
  message: ({ controller, lines, backend, count, total, policies }) =>
    `${lines}: ${policies} keep${policies.includes(' and ') ? '' : 's'} ${controller} out of ${count === total ? `every endpoint of ${backend}` : `${count} of ${total} endpoints of ${backend}`}, if policies are enforced: requests fail, commonly with 504`,
  remedy: ({ controller, backend, namespace }) =>
    `Let the pods of ${controller} in: a rule with a namespaceSelector for its namespace, for the pods behind ${namespace}/${backend}.`,
});

/** The policies that isolate a pod from every pod of a controller; none where some pod of it is let in, or that is not known. */
function keptOut(
  proxies: readonly Pod[],
  pod: Pod,
  port: number,
  protocol: Protocol,
  controller: string,
  cluster: ClusterIndex,
): readonly ObjectRef[] {
  const known = judged(cluster);
  const key = JSON.stringify([controller, pod.metadata.namespace, pod.metadata.labels, port, protocol]);
  const found = known.get(key) ?? denying(proxies, pod, port, protocol, cluster);
  known.set(key, found);
  return found;
}

function denying(proxies: readonly Pod[], pod: Pod, port: number, protocol: Protocol, cluster: ClusterIndex): readonly ObjectRef[] {
  const others = proxies.filter((proxy) => nameOf(proxy.metadata) !== nameOf(pod.metadata));
  const verdicts = others.map((proxy) =>
    policyVerdict('ingress', { client: { kind: 'pod', pod: proxy }, server: { kind: 'pod', pod }, port, protocol }, policiesIn(cluster)),
  );
  if (verdicts.length === 0 || verdicts.some(({ verdict }) => verdict !== 'denied')) return [];
  return verdicts.flatMap(({ isolatedBy, decidedBy }) => [...isolatedBy, ...decidedBy.flatMap(({ policy }) => policy ?? [])]);
}
