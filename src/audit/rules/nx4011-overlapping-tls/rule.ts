import { describeRef, refTo } from '../../../model/object-ref.ts';
import { findCondition, quote, whyOf } from '../../facts/gateway-conditions.ts';
import { LISTENER_OWNERS, saidOfListener } from '../../facts/gateway-listeners.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4011',
  title: 'Listeners with overlapping TLS',
  severity: 'warning',
  proof: 'certain',
  subject: LISTENER_OWNERS,
  reads: [],
  causes: [],
  check(item, _cluster, kind) {
    const object = refTo(kind, item.metadata);
    return item.spec.listeners.flatMap(({ name }) => {
      const said = findCondition(saidOfListener(item, name), 'OverlappingTLSConfig', 'True');
      if (said === undefined) return [];
      return [{ args: { owner: describeRef(object), listener: name, why: whyOf(said) }, evidence: [quote(object, said)] as const }];
    });
  },
  message: ({ listener, why }) =>
    `listener ${listener} shares hostnames or a certificate with another (${why}): over one HTTP/2 connection a client may ask for a host of the other, and gets 421 or the wrong routes`,
  remedy: ({ owner, listener }) =>
    `Give listener ${listener} of ${owner} a certificate for its own hostnames alone, or let one listener have all hosts of the certificate.`,
});
