import { policyNeeds } from '../../engines/policy/index.ts';
import type { NotChecked } from '../../model/report.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { gapsIn, unreadKinds } from '../unread.ts';

const POLICY_KINDS = new Set(policyNeeds(['']).map(({ kind }) => kind));

/** The policies that a server refused to tell, with the right that is missing. What files do not hold, the doubts of each answer say. */
export function unreadPolicies(snapshot: ClusterSnapshot): readonly NotChecked[] {
  const gaps = gapsIn(snapshot).filter(({ kind, reason }) => POLICY_KINDS.has(kind) && reason !== 'not-served' && reason !== 'not-read');
  return unreadKinds(gaps);
}
