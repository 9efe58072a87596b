import { judge, judgeable } from '../../audit/judge.ts';
import { RULES } from '../../audit/rules/index.ts';
import { indexSnapshot } from '../../model/cluster-index.ts';
import type { IngressReport } from '../../model/ingress-report.ts';
import type { Assumption, NotChecked } from '../../model/report.ts';
import type { Ingress } from '../../model/resources/ingress.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { coverageOf } from '../coverage.ts';
import { recentWarnings } from '../recent-warnings.ts';
import { type IngressParts, ingressParts } from './parts.ts';
import { outcomeOf, summaryOf } from './summary.ts';

/** Explains one Ingress from a snapshot that was narrowed to what explaining it reads. */
export function ingressReport(ingress: Ingress, snapshot: ClusterSnapshot): IngressReport {
  const cluster = indexSnapshot(snapshot);
  const { namespace = '', name } = ingress.metadata;
  const parts = ingressParts(ingress, cluster);
  const { seen: _seen, ...told } = parts;
  const { findings, skipped } = judge(judgeable(RULES, cluster), 'Ingress', [ingress], cluster);
  return {
    apiVersion: 'netexplain/v1',
    kind: 'Ingress',
    question: { object: `ing/${namespace}/${name}` },
    outcome: outcomeOf(parts),
    summary: summaryOf(parts),
    ...told,
    events: recentWarnings([{ kind: 'Ingress', namespace, name }], cluster),
    findings,
    assumptions: assumptionsOf(parts),
    coverage: coverageOf(snapshot, skipped, NOT_CHECKED),
  };
}

/** What explaining an Ingress does not look at. */
const NOT_CHECKED: readonly NotChecked[] = [
  { what: 'NetworkPolicies', why: 'one may keep the controller from the pods: kubectl netexplain path FROM URL judges that', codes: [] },
];

function assumptionsOf({ controller, class: named, lines, rivalsComplete }: IngressParts): readonly Assumption[] {
  const listed: readonly (Assumption | false)[] = [
    controller !== undefined && {
      id: 'controller-documents',
      says: `${controller.name} does what its documents say, with the settings that it ships with`,
    },
    controller === undefined &&
      named.by !== 'none' && { id: 'ingress-specification', says: 'the controller keeps to the specification of Ingress' },
    { id: 'one-controller', says: 'what is of one class is served by one controller at one address' },
    !rivalsComplete && { id: 'ingress-rivals', says: 'no Ingress that could not be read names the same host and path' },
    lines.some(({ leads }) => leads === 'to-endpoints') && {
      id: 'process',
      says: 'a process listens on the port of each endpoint: the API does not show it',
    },
    { id: 'outside', says: 'firewalls, cloud load balancers and routes outside the cluster let the traffic through' },
  ];
  return listed.filter((one) => one !== false);
}
