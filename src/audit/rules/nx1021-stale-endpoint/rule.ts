import { slicesOf } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { type Gap, gapsOf, knownItems } from '../../../model/listing.ts';
import { describeRef, type ObjectRef } from '../../../model/object-ref.ts';
import { isPodTerminating, type Pod } from '../../../model/resources/pod.ts';
import { sameIp } from '../../../model/values/ip.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { type ListedEndpoint, listedEndpoints, shareOfEndpoints } from '../../facts/listed-endpoints.ts';
import { sliceEvidence } from '../../facts/slice-evidence.ts';
import { type SliceWriter, writerOf } from '../../facts/slice-writer.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1021',
  title: 'Stale endpoint',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints', 'Pod'],
  causes: [],
  check(service, cluster) {
    if (service.spec.type === 'ExternalName') return [];
    const slices = slicesOf(service, cluster);
    const endpoints = listedEndpoints(knownItems(slices));
    const judged = endpoints.map((one) => judgeEndpoint(one, cluster));
    const gaps = [...gapsOf(slices), ...judged.flatMap((one) => (one.state === 'unknown' ? one.gaps : []))];
    const missing = gaps.length === 0 ? [] : unjudged(gaps);
    const stale = judged.filter((one) => one.state === 'stale');
    const [first, ...more] = stale;
    if (first === undefined) return missing;
    const { namespace = '', name } = service.metadata;
    return [
      {
        args: {
          namespace,
          service: name,
          stale: stale.length,
          total: endpoints.length,
          reasons: enumerate(stale.map((one) => `${one.address} (${one.why})`)),
          writer: first.writer,
          source: describeRef(first.shown.object),
        },
        evidence: [first.shown, ...more.map((one) => one.shown)],
      },
      ...missing,
    ];
  },
  message: ({ stale, total, reasons }) => `${shareOfEndpoints(stale, total)} stale: ${reasons}`,
  remedy: ({ namespace, service, writer, source }) => {
    switch (writer) {
      case 'selector':
        return `The control plane should have removed it: see whether kube-controller-manager runs, and what it logs about ${source}.`;
      case 'mirror':
        return `Correct or remove the address in Endpoints ${namespace}/${service}, which ${source} mirrors.`;
      case 'foreign':
      case 'unnamed':
        return `Correct or remove the endpoint in ${source}, or see to whatever writes it.`;
    }
  },
});

type Judged =
  | { readonly state: 'fresh' }
  | { readonly state: 'unknown'; readonly gaps: readonly Gap[] }
  | { readonly state: 'stale'; readonly address: string; readonly why: string; readonly writer: SliceWriter; readonly shown: Evidence };

const FRESH: Judged = { state: 'fresh' };

/** Holds an endpoint against the pod that it names. One that ends is about to leave its slice, and is no fault. */
function judgeEndpoint({ slice, endpoint, address, field }: ListedEndpoint, cluster: ClusterIndex): Judged {
  const ref = endpoint.targetRef;
  if (ref?.kind !== 'Pod' || endpoint.conditions.terminating === true) return FRESH;
  const object: ObjectRef = { kind: 'Pod', namespace: ref.namespace ?? slice.metadata.namespace ?? '', name: ref.name };
  const found = cluster.get('Pod', object.name, object.namespace);
  if (found.state === 'unknown') return { state: 'unknown', gaps: found.gaps };
  const writer = writerOf(slice);
  const stale = (why: string, because: readonly Evidence[]): Judged => {
    const shown = sliceEvidence(slice, cluster, { field: `${field}.targetRef`, value: ref.name, says: `endpoint ${address}: ${why}` });
    return { state: 'stale', address, why, writer, shown: because.length === 0 ? shown : { ...shown, because } };
  };
  if (found.state === 'absent') return stale(`${describeRef(object)} does not exist`, []);
  const pod = found.item;
  if (isPodTerminating(pod)) return FRESH;
  const { uid } = pod.metadata;
  if (ref.uid !== undefined && uid !== undefined && ref.uid !== uid) {
    const because = { object, field: 'metadata.uid', value: uid, says: `the endpoint means the pod with UID ${ref.uid}` };
    return stale(`${describeRef(object)} is another pod of that name`, [because]);
  }
  // Controllers of other systems also list addresses on networks that the status of a pod does not show (KEP-4770).
  if (writer === 'foreign' || pod.status.podIPs.some(({ ip }) => sameIp(ip, address))) return FRESH;
  const has = addressesOf(pod);
  return stale(`${describeRef(object)} has ${has}`, [{ object, field: 'status.podIPs', says: `the pod has ${has}` }]);
}

function addressesOf({ status }: Pod): string {
  return status.podIPs.length === 0 ? 'no address' : enumerate(status.podIPs.map(({ ip }) => ip));
}
