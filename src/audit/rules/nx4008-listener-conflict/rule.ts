import { describeRef, refTo } from '../../../model/object-ref.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { findCondition, quote, whyOf } from '../../facts/gateway-conditions.ts';
import { LISTENER_OWNERS, ownListeners, saidOfListener } from '../../facts/gateway-listeners.ts';
import { groupBy } from '../../facts/group-by.ts';
import { defineRule, type Hit } from '../../rule.ts';

interface ConflictArgs extends Readonly<Record<string, string | number | null>> {
  readonly owner: string;
  readonly listener: string;
  readonly port: number;
  /** `a listener of another object`; null where the listeners of the object itself are in each other's way. */
  readonly rival: string | null;
  readonly reason: string;
  readonly why: string | null;
}

export default defineRule({
  code: 'NX4008',
  title: 'Listeners in conflict',
  severity: 'error',
  proof: 'certain',
  subject: LISTENER_OWNERS,
  reads: ['Gateway', 'ListenerSet', 'Namespace'],
  causes: [],
  check(item, cluster, kind) {
    const object = refTo(kind, item.metadata);
    const owner = describeRef(object);
    const own = ownListeners(kind, item, cluster).map((one) => ({
      ...one,
      said: findCondition(saidOfListener(item, one.listener.name), 'Conflicted', 'True'),
    }));
    const conflicted = own.flatMap((one) => (one.conflict?.holds === 'yes' ? [{ ...one, conflict: one.conflict }] : []));
    const groups = groupBy(conflicted, ({ conflict, listener }) => {
      const host = conflict.reason === 'HostnameConflict' ? listener.hostname?.toLowerCase() : undefined;
      return JSON.stringify([conflict.reason, listener.port, host, conflict.with.owner]);
    });
    const compared = [...groups.values()].flatMap((group): readonly Hit<ConflictArgs>[] =>
      group.slice(0, 1).map(({ conflict, listener, field, said }) => {
        const isOwn = describeRef(conflict.with.owner) === owner;
        return {
          args: {
            owner,
            listener: enumerate(group.map((one) => one.listener.name)),
            port: listener.port,
            rival: isOwn ? null : `listener ${conflict.with.listener.name} of ${describeRef(conflict.with.owner)}`,
            reason: conflict.reason,
            why: null,
          },
          evidence: [
            { object, field: `${field}.port`, value: listener.port, says: `${listener.protocol}, ${hostOf(listener.hostname)}` },
            {
              object: conflict.with.owner,
              field: `${conflict.with.field}.port`,
              value: conflict.with.listener.port,
              says: `${conflict.with.listener.protocol}, ${hostOf(conflict.with.listener.hostname)}`,
            },
            ...(said === undefined ? [] : [quote(object, said)]),
          ],
        };
      }),
    );
    const onlySaid = own.flatMap(({ listener, conflict, said }): readonly Hit<ConflictArgs>[] =>
      said === undefined || conflict?.holds === 'yes'
        ? []
        : [
            {
              args: { owner, listener: listener.name, port: listener.port, rival: null, reason: '', why: whyOf(said) },
              evidence: [quote(object, said)],
            },
          ],
    );
    return [...compared, ...onlySaid];
  },
  message({ listener, port, rival, reason, why }) {
    if (why !== null) return `listener ${listener} on port ${port} takes nothing: its controller says that it is in conflict (${why})`;
    const what = reason === 'HostnameConflict' ? 'the same hostname' : 'protocols that cannot share it';
    return rival === null
      ? `listeners ${listener} have the same port ${port} and ${what}: they take nothing`
      : `${rival} goes first on port ${port} with ${what}: listener ${listener} takes nothing`;
  },
  remedy: ({ owner, listener, reason }) =>
    reason === 'HostnameConflict'
      ? `Give ${listener} of ${owner} another hostname or port, or delete what is there twice.`
      : `Give ${listener} of ${owner} another port.`,
});

function hostOf(hostname: string | undefined): string {
  return hostname === undefined ? 'every hostname' : `hostname ${hostname}`;
}
