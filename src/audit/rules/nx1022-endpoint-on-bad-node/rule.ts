import { slicesOf } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { type Gap, gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { conditionOf } from '../../../model/resources/pod.ts';
import type { Service } from '../../../model/resources/service.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { type ListedEndpoint, listedEndpoints, shareOfEndpoints } from '../../facts/listed-endpoints.ts';
import { sliceEvidence } from '../../facts/slice-evidence.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1022',
  title: 'Endpoint on a node that is missing or not ready',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints', 'Node'],
  causes: [],
  check(service, cluster) {
    if (service.spec.type === 'ExternalName') return [];
    const slices = slicesOf(service, cluster);
    const endpoints = listedEndpoints(knownItems(slices));
    const names = [...new Set(endpoints.map((one) => one.endpoint.nodeName).filter((node) => node !== undefined))].sort();
    const judged = names.map((node) => judgeNode(node, cluster));
    const gaps = [...gapsOf(slices), ...judged.flatMap((one) => (one.state === 'unknown' ? one.gaps : []))];
    const missing = gaps.length === 0 ? [] : unjudged(gaps);
    const hits = [judged.filter((one) => one.state === 'unready'), judged.filter((one) => one.state === 'absent')].flatMap((bad) => {
      const affected = endpoints.filter((one) => bad.some(({ node }) => node === one.endpoint.nodeName));
      const [first] = affected;
      return first === undefined ? [] : [hitOf(service, bad, { first, affected: affected.length, total: endpoints.length }, cluster)];
    });
    return [...hits, ...missing];
  },
  message: ({ affected, total, reasons }) => `${shareOfEndpoints(affected, total)} on a node that is missing or not ready: ${reasons}`,
  remedy: ({ absent, unready }) =>
    [
      unready === null ? '' : `See why the node is not ready: kubectl describe node ${unready}.`,
      absent === '' ? '' : `Correct or remove the endpoints that name ${absent}.`,
    ]
      .filter((part) => part !== '')
      .join(' '),
});

type Judged =
  | { readonly state: 'ready' }
  | { readonly state: 'unknown'; readonly gaps: readonly Gap[] }
  | { readonly state: 'absent'; readonly node: string; readonly why: string }
  | { readonly state: 'unready'; readonly node: string; readonly why: string; readonly shown: Evidence };

type Bad = Exclude<Judged, { readonly state: 'ready' | 'unknown' }>;

/** Nodes of one state, and the endpoints on them. */
function hitOf(
  { metadata }: Service,
  bad: readonly Bad[],
  { first, affected, total }: { readonly first: ListedEndpoint; readonly affected: number; readonly total: number },
  cluster: ClusterIndex,
) {
  const nodeName = first.endpoint.nodeName ?? '';
  return {
    args: {
      namespace: metadata.namespace ?? '',
      service: metadata.name,
      affected,
      total,
      reasons: enumerate(bad.map(({ node, why }) => `${node} (${why})`)),
      absent: enumerate(bad.filter((one) => one.state === 'absent').map(({ node }) => node)),
      unready: bad.find((one) => one.state === 'unready')?.node ?? null,
    },
    evidence: [
      sliceEvidence(first.slice, cluster, {
        field: `${first.field}.nodeName`,
        value: nodeName,
        says: `endpoint ${first.address} is on node ${nodeName}`,
      }),
      ...bad.flatMap((one) => (one.state === 'unready' ? [one.shown] : [])),
    ] as const,
  };
}

/** A node without a Ready condition has not said anything yet, and is not judged by it. */
function judgeNode(node: string, cluster: ClusterIndex): Judged {
  const found = cluster.get('Node', node);
  if (found.state === 'unknown') return { state: 'unknown', gaps: found.gaps };
  if (found.state === 'absent') return { state: 'absent', node, why: 'no such node' };
  const { metadata, status } = found.item;
  const ready = conditionOf(status.conditions, 'Ready');
  if (ready === undefined || ready.status === 'True') return { state: 'ready' };
  const why = `Ready is ${ready.status}${ready.reason === undefined ? '' : `, ${ready.reason}`}`;
  const field = `status.conditions[${status.conditions.indexOf(ready)}].status`;
  return {
    state: 'unready',
    node,
    why,
    shown: { object: refTo('Node', metadata), field, value: ready.status, says: `node ${node}: ${why}` },
  };
}
