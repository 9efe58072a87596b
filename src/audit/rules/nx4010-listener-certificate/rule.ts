import { certificatesOf, type GatewayListener } from '../../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { describeRef, nameOf, type ObjectRef, refTo } from '../../../model/object-ref.ts';
import { GATEWAY_GROUP } from '../../../model/resources/gateway-api.ts';
import { findCondition, type PlacedCondition, quote, whyOf } from '../../facts/gateway-conditions.ts';
import { LISTENER_OWNERS, ownListeners, saidOfListener } from '../../facts/gateway-listeners.ts';
import { missedGrant } from '../../facts/missed-grant.ts';
import { defineRule, type Hit, type Unjudged } from '../../rule.ts';

interface CertificateArgs extends Readonly<Record<string, string | number | null>> {
  readonly owner: string;
  readonly listener: string;
  /** `Secret prod/edge-tls`; null where only the controller says it. */
  readonly certificate: string | null;
  readonly reason: string;
  readonly why: string;
}

export default defineRule({
  code: 'NX4010',
  title: 'Certificate of a listener cannot be used',
  severity: 'error',
  proof: 'certain',
  subject: LISTENER_OWNERS,
  reads: ['Gateway', 'ListenerSet', 'Namespace', 'ReferenceGrant', 'Secret'],
  causes: [],
  check(item, cluster, kind) {
    const object = refTo(kind, item.metadata);
    return ownListeners(kind, item, cluster).flatMap((one): readonly (Hit<CertificateArgs> | Unjudged)[] => {
      const said = findCondition(saidOfListener(item, one.listener.name), 'ResolvedRefs', 'False');
      const refused = said?.condition.reason === 'InvalidRouteKinds' || one.listener.tls === undefined ? undefined : said;
      const judged = judgeCertificates(one, object, refused, cluster);
      if (refused === undefined || judged.some((result) => 'args' in result)) return judged;
      const args = {
        owner: describeRef(object),
        listener: one.listener.name,
        certificate: null,
        reason: refused.condition.reason ?? '',
        why: `its controller says ${whyOf(refused)}`,
      };
      return [{ args, evidence: [quote(object, refused)] }];
    });
  },
  message: ({ listener, certificate, why }) =>
    certificate === null
      ? `listener ${listener}: ${why}: TLS connections fail`
      : `listener ${listener} cannot use ${certificate}: ${why}; TLS connections that need it fail`,
  remedy({ owner, listener, certificate, reason }) {
    const what = certificate ?? `what listener ${listener} of ${owner} names`;
    return reason === 'RefNotPermitted'
      ? `Create a ReferenceGrant beside ${what} that lets ${owner} name it, or keep the certificate in the namespace of ${owner}.`
      : `Create ${what} with a certificate and its key, or name the right one in listener ${listener} of ${owner}.`;
  },
});

function judgeCertificates(
  one: GatewayListener,
  object: ObjectRef,
  refused: PlacedCondition | undefined,
  cluster: ClusterIndex,
): readonly (Hit<CertificateArgs> | Unjudged)[] {
  return certificatesOf(one, cluster).flatMap(({ ref, field, holds, reason, says, gaps }): readonly (Hit<CertificateArgs> | Unjudged)[] => {
    if (holds === 'unknown' && gaps.length > 0) return [{ unjudged: gaps }];
    if (holds !== 'no') return [];
    const from = { group: GATEWAY_GROUP, kind: one.owner.kind, namespace: one.owner.namespace };
    const near: Evidence | undefined = reason === 'RefNotPermitted' ? missedGrant(from, ref, cluster) : undefined;
    const why = near === undefined ? says : `${says}; ${describeRef(near.object)} ${near.says}`;
    const args = { owner: describeRef(object), listener: one.listener.name, certificate: `${ref.kind} ${nameOf(ref)}`, reason, why };
    return [
      {
        args,
        evidence: [
          { object, field: `${field}.name`, value: ref.name, says: 'the certificate' },
          ...(near === undefined ? [] : [near]),
          ...(refused === undefined ? [] : [quote(object, refused)]),
        ],
      },
    ];
  });
}
