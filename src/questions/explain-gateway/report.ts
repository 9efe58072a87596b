import { judge, judgeable } from '../../audit/judge.ts';
import { RULES } from '../../audit/rules/index.ts';
import { isReported, listenersOf, reportedConditions } from '../../engines/gateway/index.ts';
import { indexSnapshot } from '../../model/cluster-index.ts';
import type { GatewayReport } from '../../model/gateway-report.ts';
import type { Assumption } from '../../model/report.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { coverageOf } from '../coverage.ts';
import { gatewayAddresses } from '../gateway-addresses.ts';
import { gapsIn, unreadKinds } from '../unread.ts';
import { listenerReport } from './listener.ts';
import { admittedSets, classOf, dataPlane } from './parts.ts';
import { outcomeOf, summaryOf } from './summary.ts';

/** Explains one Gateway from a snapshot that was narrowed to what explaining it reads. */
export function gatewayReport(gateway: Gateway, snapshot: ClusterSnapshot): GatewayReport {
  const cluster = indexSnapshot(snapshot);
  const { namespace = '', name } = gateway.metadata;
  const { conditions } = gateway.status;
  const all = listenersOf(gateway, cluster);
  const parts = {
    gateway: { namespace, name },
    class: classOf(gateway, cluster),
    conditions: isReported(conditions) ? reportedConditions(conditions, gateway.metadata) : [],
    addresses: gatewayAddresses(gateway, cluster),
    dataPlane: dataPlane(gateway, cluster),
    listeners: all.listeners.map((listener) => listenerReport(listener, gateway, cluster)),
    listenersComplete: all.gaps.length === 0,
    listenerSets: admittedSets(gateway, cluster),
  };
  const { findings, skipped } = judge(judgeable(RULES, cluster), 'Gateway', [gateway], cluster);
  return {
    apiVersion: 'netexplain/v1',
    kind: 'Gateway',
    question: { object: `gateway/${namespace}/${name}` },
    outcome: outcomeOf(parts),
    summary: summaryOf(parts),
    ...parts,
    findings,
    assumptions: ASSUMPTIONS,
    coverage: coverageOf(snapshot, skipped, unreadKinds(gapsIn(snapshot))),
  };
}

const ASSUMPTIONS: readonly Assumption[] = [
  {
    id: 'gateway-specification',
    says: 'the implementation keeps to the specification of the Gateway API; what it says itself stands beside it as conditions',
  },
  { id: 'outside', says: 'firewalls, cloud load balancers and routes outside the cluster let the traffic through' },
];
