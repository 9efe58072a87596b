import { dataPlanePods, describeLine, servingOf } from '../../../engines/ingress/index.ts';
import { knownItems } from '../../../model/listing.ts';
import { describeRef } from '../../../model/object-ref.ts';
import { isPodReady } from '../../../model/resources/pod.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { backendPort, judgeBackends } from '../../facts/ingress-lines.ts';
import { keptOut, OWN_NODE } from '../../facts/kept-out.ts';
import { isNobodyEnforcing, POLICY_KINDS } from '../../facts/policies.ts';
import { defineRule } from '../../rule.ts';

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
    const senders = { of: known.name, ends: proxies.map((pod) => ({ kind: 'pod', pod }) as const) };
    return judgeBackends(ingress, cluster, ({ service, port, lines, asks }, found) => {
      const at = found && backendPort(found, port);
      if (found === undefined || found.spec.type === 'ExternalName' || at === undefined) return undefined;
      const result = keptOut(found, at, senders, cluster);
      if (result === undefined || 'unjudged' in result) return result;
      const { count, total, policies, isOwnNodeOpen } = result;
      const keeping = policies.map((object) => ({ object, field: 'spec', says: `lets no pod of ${known.name} in` }));
      return {
        args: {
          namespace,
          name,
          controller: known.name,
          backend: `${service}:${at.port}`,
          lines: enumerate(lines.map(describeLine)),
          count,
          total,
          but: isOwnNodeOpen ? OWN_NODE : '',
          policies: enumerate(policies.map(describeRef)),
        },
        evidence: [asks, ...keeping],
      };
    });
  },
  message: ({ controller, lines, backend, count, total, but, policies }) =>
    `${lines}: ${policies} keep${policies.includes(' and ') ? '' : 's'} ${controller} out of ${count === total ? `every endpoint of ${backend}` : `${count} of ${total} endpoints of ${backend}`}${but}, if policies are enforced: requests fail, commonly with 504`,
  remedy: ({ controller, backend, namespace }) =>
    `Let the pods of ${controller} in: a rule with a namespaceSelector for its namespace, for the pods behind ${namespace}/${backend}.`,
});
