import type { AdminPolicy, AdminPolicyPeer, AdminPolicyRule, NamespaceSet } from '../../model/resources/admin-policy.ts';
import { isMalformed, type Readable } from '../../model/values/malformed.ts';
import { ACTIONS, type AdminKind, adminPort } from './compile.ts';
import { cidrProblems, type Problem, selectorProblems } from './validation.ts';

/**
 * What the API server would refuse about a policy of administrators; empty for one that it would take. A field that this version of the API
 * does not have is no problem: a newer one may.
 * Source: network-policy-api v0.2.0, apis/v1alpha2, and v0.1.7, apis/v1alpha1: the kubebuilder markers of the types.
 */
export function adminPolicyProblems(kind: AdminKind, { spec }: AdminPolicy): readonly Problem[] {
  const { tier, priority, subject } = spec;
  return [
    ...problemsOf(tier, 'spec.tier', () => []),
    ...problemsOf(priority, 'spec.priority', (value) => (value >= 0 && value <= 1000 ? [] : [`${value} is not between 0 and 1000`])),
    ...problemsOf(subject, 'spec.subject', ({ namespaces, pods }) => [
      ...selectorProblems(namespaces ?? [], 'spec.subject.namespaces'),
      ...selectorProblems(pods?.namespaceSelector ?? [], 'spec.subject.pods.namespaceSelector'),
      ...selectorProblems(pods?.podSelector ?? [], 'spec.subject.pods.podSelector'),
    ]),
    ...(['ingress', 'egress'] as const).flatMap((direction) =>
      eachOf(spec[direction], `spec.${direction}`, (rule, field) =>
        ruleProblems(kind, rule, field, direction === 'ingress' ? 'from' : 'to'),
      ),
    ),
  ];
}

function ruleProblems(kind: AdminKind, rule: AdminPolicyRule, field: string, peersField: 'from' | 'to'): readonly Problem[] {
  const { action, peers, ports, portsField } = rule;
  const actions = Object.keys(ACTIONS[kind]);
  return [
    ...(actions.includes(action) ? [] : [{ field: `${field}.action`, says: `${JSON.stringify(action)} is none of ${actions.join(', ')}` }]),
    ...(peers.length === 0 ? [{ field, says: `it names no peers: ${peersField} needs one` }] : []),
    ...eachOf(peers, `${field}.${peersField}`, peerProblems),
    ...eachOf(ports, `${field}.${portsField}`, (port, at) => {
      const result = adminPort(port, at);
      return 'is' in result ? [] : [result];
    }),
  ];
}

function peerProblems({ namespaces, pods, nodes, networks = [] }: AdminPolicyPeer, field: string): readonly Problem[] {
  return [
    ...namespaceProblems(namespaces, `${field}.namespaces`),
    ...namespaceProblems(pods?.namespaces, `${field}.pods.namespaceSelector`),
    ...selectorProblems(pods?.podSelector ?? [], `${field}.pods.podSelector`),
    ...selectorProblems(nodes ?? [], `${field}.nodes`),
    ...networks.flatMap((text, at) => cidrProblems(text, `${field}.networks[${at}]`)),
  ];
}

function namespaceProblems(set: NamespaceSet | undefined, field: string): readonly Problem[] {
  return set !== undefined && 'selector' in set ? selectorProblems(set.selector, field) : [];
}

/** What is wrong about something that may be malformed; what is told without its place is about all of it. */
function problemsOf<T>(value: Readable<T>, field: string, wrong: (value: T) => readonly (Problem | string)[]): readonly Problem[] {
  if (isMalformed(value)) return [{ field, says: value.malformed }];
  return wrong(value).map((one) => (typeof one === 'string' ? { field, says: one } : one));
}

function eachOf<T extends object>(
  list: Readable<readonly Readable<T>[]>,
  field: string,
  wrong: (item: T, field: string) => readonly Problem[],
): readonly Problem[] {
  return problemsOf(list, field, (items) =>
    items.flatMap((item, at) => problemsOf(item, `${field}[${at}]`, (one) => wrong(one, `${field}[${at}]`))),
  );
}
