import { KINDS } from '../../model/kind.ts';
import { isMalformed } from '../../model/values/malformed.ts';
import { ADMIN_KINDS, OTHER_KINDS, type Policies } from './policies.ts';
import { isDoubt, type Peer, type Policy, type Selector } from './policy.ts';

/** By what the policies of some namespaces, and of the cluster, may tell pods of one namespace apart. */
export interface TellsApart {
  /** The labels that selectors ask for. */
  readonly labels: ReadonlySet<string>;
  /** Whether a rule is about addresses or nodes. */
  readonly byAddress: boolean;
}

/** By what policies may tell pods apart; undefined where one of them cannot be read, so that it may be anything. */
export function tellsApart(namespaces: readonly string[], policies: Policies): TellsApart | undefined {
  const distinct = [...new Set(namespaces)];
  const all = [
    ...distinct.flatMap((one) => policies.networkPolicies(one).items),
    ...ADMIN_KINDS.flatMap((kind) => policies.admin(kind).items),
  ];
  const concerns = OTHER_KINDS.flatMap((kind) => (KINDS[kind].namespaced ? distinct : [undefined]).map((one) => policies.others(kind, one)))
    .flatMap(({ items }) => items)
    .flatMap(({ policy }) => policy.concerns.map(({ labels }) => labels));
  const peers = all.flatMap(({ rules }) => [...rules.ingress, ...rules.egress].flatMap((rule) => rule.peers ?? []));
  const selectors = [...all.map(podsOf), ...peers.flatMap((peer) => (peer.is === 'pods' ? [peer.pods] : []))];
  if (selectors.some(isUnreadable) || concerns.some(isMalformed)) return undefined;
  const keys = [...selectors, ...concerns].flatMap((selector) => ('length' in selector ? selector.map(({ key }) => key) : []));
  return { labels: new Set(keys), byAddress: peers.some(isAboutAddresses) };
}

function podsOf({ subject }: Policy): Selector {
  return isDoubt(subject) ? subject : subject.pods;
}

function isUnreadable(selector: Selector): boolean {
  return isDoubt(selector);
}

function isAboutAddresses({ is }: Peer): boolean {
  return is !== 'pods' && is !== 'domains';
}
