import type { OpenPort } from '../../model/node-report.ts';
import { describeRef } from '../../model/object-ref.ts';

/**
 * Somebody's claim to a port of a node. `by`: kube-proxy's rules, the network plugin's rules, or a process that listens; a claim that is
 * not `active` takes no packets from others.
 */
export interface Claim {
  readonly open: OpenPort;
  readonly by: 'kube-proxy' | 'plugin' | 'process';
  readonly active: boolean;
}

/**
 * Who gets the packets where several claim one address and port. Rules act before processes; whether those of kube-proxy or those of the
 * network plugin act first depends on which were programmed last; of several processes one alone can listen.
 */
export function settle(claims: readonly Claim[]): OpenPort[] {
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) {
    const { address, port, protocol } = claim.open;
    const key = `${address} ${port} ${protocol}`;
    groups.set(key, [...(groups.get(key) ?? []), claim]);
  }
  return [...groups.values()].flatMap((group) => group.map((claim) => outcomeAmong(claim, group)));
}

function outcomeAmong({ open, by, active }: Claim, group: readonly Claim[]): OpenPort {
  const others = group.filter((other) => other.active && other.open !== open);
  const first = others.find((other) => other.by !== 'process');
  if (!active || (by !== 'process' && first === undefined) || others.length === 0) return open;
  if (by !== 'process' && first !== undefined) {
    const why =
      first.by === by
        ? `${claimant(first)} claims it, too`
        : `${claimant(first)} claims it, too: whichever was programmed last gets the packets`;
    return { ...open, answers: 'unknown', outcome: 'unknown', reason: why };
  }
  if (first !== undefined) {
    return { ...open, answers: 'no', outcome: first.open.outcome, reason: `${claimant(first)} gets the packets first` };
  }
  const rivals = others.map(claimant).join(', ');
  return { ...open, answers: 'unknown', outcome: 'unknown', reason: `${rivals} claims it, too: one alone can listen` };
}

function claimant({ open }: Claim): string {
  return `${open.via} of ${describeRef(open.object)}`;
}
