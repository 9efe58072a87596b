import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../model/resources/network-policy.ts';
import { parseCidr } from '../../model/values/cidr.ts';
import { parseIp } from '../../model/values/ip.ts';
import type { LabelSelector, Requirement } from '../../model/values/label-selector.ts';
import { isMalformed, type Readable } from '../../model/values/malformed.ts';

/** What the API server would refuse about an object: where, and why. */
export interface Problem {
  readonly field: string;
  readonly says: string;
  /** Absent: what it means is not known. `strict`: it means what it says, but new objects may not be written so. */
  readonly strict?: true;
}

/**
 * What the API server would refuse about a NetworkPolicy; empty for one that it would take.
 * Source: kubernetes pkg/apis/networking/validation/validation.go (1.36), ValidateNetworkPolicySpec, with StrictIPCIDRValidation.
 */
export function networkPolicyProblems({ spec }: NetworkPolicy): readonly Problem[] {
  const { podSelector, policyTypes } = spec;
  return [
    ...selectorProblems(podSelector, 'spec.podSelector'),
    ...policyTypeProblems(policyTypes),
    ...eachReadable(spec.ingress, 'spec.ingress', ({ from, ports }, field) => ruleProblems(field, 'from', from, ports)),
    ...eachReadable(spec.egress, 'spec.egress', ({ to, ports }, field) => ruleProblems(field, 'to', to, ports)),
  ];
}

/** What is wrong about `policyTypes`. */
export function policyTypeProblems(types: NetworkPolicy['spec']['policyTypes']): readonly Problem[] {
  if (isMalformed(types)) return [malformed('spec.policyTypes', types)];
  return types
    .filter((type) => type !== 'Ingress' && type !== 'Egress')
    .map((type) => ({ field: 'spec.policyTypes', says: `${JSON.stringify(type)} is neither Ingress nor Egress` }));
}

function ruleProblems(
  field: string,
  peersField: 'from' | 'to',
  peers: readonly Readable<NetworkPolicyPeer>[],
  ports: readonly Readable<NetworkPolicyPort>[],
): readonly Problem[] {
  return [
    ...peers.flatMap((peer, index) => peerProblems(peer, `${field}.${peersField}[${index}]`)),
    ...ports.flatMap((port, index) => portProblems(port, `${field}.ports[${index}]`)),
  ];
}

/** What is wrong about an entry of `from` or `to`. */
export function peerProblems(peer: Readable<NetworkPolicyPeer>, field: string): readonly Problem[] {
  if (isMalformed(peer)) return [malformed(field, peer)];
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (ipBlock === undefined && podSelector === undefined && namespaceSelector === undefined) {
    return [{ field, says: 'it names nobody: one of podSelector, namespaceSelector and ipBlock is required' }];
  }
  if (ipBlock !== undefined && (podSelector !== undefined || namespaceSelector !== undefined)) {
    return [{ field, says: 'ipBlock may not stand together with podSelector or namespaceSelector' }];
  }
  return [
    ...(podSelector === undefined ? [] : selectorProblems(podSelector, `${field}.podSelector`)),
    ...(namespaceSelector === undefined ? [] : selectorProblems(namespaceSelector, `${field}.namespaceSelector`)),
    ...(ipBlock === undefined ? [] : ipBlockProblems(ipBlock, `${field}.ipBlock`)),
  ];
}

function ipBlockProblems(block: Exclude<NetworkPolicyPeer['ipBlock'], undefined>, field: string): readonly Problem[] {
  if (isMalformed(block)) return [malformed(field, block)];
  const range = parseCidr(block.cidr);
  const wrong = cidrProblems(block.cidr, `${field}.cidr`);
  if (range === undefined) return wrong;
  return [
    ...wrong,
    ...block.except.flatMap((text, index) => {
      const part = parseCidr(text);
      const at = `${field}.except[${index}]`;
      const problems = cidrProblems(text, at);
      if (part === undefined) return problems;
      const inside = part.family === range.family && part.prefix > range.prefix && networkOf(part.network, range.prefix) === range.text;
      return inside ? problems : [...problems, { field: at, says: `${text} is not a part of ${block.cidr}` }];
    }),
  ];
}

function networkOf(address: string, prefix: number): string | undefined {
  return parseCidr(`${address}/${prefix}`)?.text;
}

/** What is wrong about a CIDR. Leading zeros are read by some programs and refused by others. */
export function cidrProblems(text: string, field: string): readonly Problem[] {
  const range = /^\s|\s$/.test(text) ? undefined : parseCidr(text);
  if (range === undefined) return [{ field, says: `${JSON.stringify(text)} is no CIDR (like 10.0.0.0/8 or fd00::/8)` }];
  const [address = '', prefix = ''] = text.split('/');
  if (/(^|[.])0\d/.test(address) || /^0\d/.test(prefix)) return [{ field, says: `${text} has leading zeros` }];
  if (parseIp(address)?.text !== range.network) return [{ field, says: `${text} has bits beyond its prefix: ${range.text}`, strict: true }];
  return [];
}

/** What is wrong about an entry of `ports`. */
export function portProblems(port: Readable<NetworkPolicyPort>, field: string): readonly Problem[] {
  if (isMalformed(port)) return [malformed(field, port)];
  const { protocol, port: number, endPort } = port;
  const wrong: Problem[] = [];
  if (!['TCP', 'UDP', 'SCTP'].includes(protocol)) {
    wrong.push({ field: `${field}.protocol`, says: `${JSON.stringify(protocol)} is none of TCP, UDP and SCTP` });
  }
  if (typeof number === 'number' && !isPort(number)) wrong.push({ field: `${field}.port`, says: `${number} is not between 1 and 65535` });
  if (typeof number === 'string' && !isPortName(number)) {
    wrong.push({ field: `${field}.port`, says: `${JSON.stringify(number)} is no name of a port` });
  }
  if (endPort === undefined) return wrong;
  if (typeof number !== 'number') wrong.push({ field: `${field}.endPort`, says: 'it needs a port that is a number' });
  else if (!isPort(endPort)) wrong.push({ field: `${field}.endPort`, says: `${endPort} is not between 1 and 65535` });
  else if (endPort < number) wrong.push({ field: `${field}.endPort`, says: `${endPort} is less than port ${number}` });
  return wrong;
}

function isPort(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= 65535;
}

/** Source: apimachinery pkg/util/validation, IsValidPortName (1.36). */
function isPortName(name: string): boolean {
  return name.length <= 15 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && /[a-z]/.test(name);
}

/** What is wrong about a label selector. Source: apimachinery apis/meta/v1/validation, ValidateLabelSelector (1.36). */
export function selectorProblems(selector: Readable<LabelSelector>, field: string): readonly Problem[] {
  if (isMalformed(selector)) return [malformed(field, selector)];
  return selector.flatMap((requirement) => {
    const says = requirementProblem(requirement);
    return says === undefined ? [] : [{ field, says }];
  });
}

function requirementProblem({ key, operator, values }: Requirement): string | undefined {
  if (!isLabelKey(key)) return `${JSON.stringify(key)} is no key of a label`;
  const takesValues = operator === 'In' || operator === 'NotIn';
  if (takesValues && values.length === 0) return `${key}: ${operator} needs values`;
  if (!takesValues && values.length > 0) return `${key}: ${operator} takes no values`;
  const wrong = values.find((value) => !isLabelValue(value));
  return wrong === undefined ? undefined : `${key}: ${JSON.stringify(wrong)} is no value of a label`;
}

function isLabelKey(key: string): boolean {
  const [name = '', prefix, ...more] = key.split('/').reverse();
  if (more.length > 0 || name === '' || !isLabelValue(name)) return false;
  return prefix === undefined || (prefix.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(prefix));
}

function isLabelValue(value: string): boolean {
  return value.length <= 63 && /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value);
}

/** Looks at each item of a list of which every one, and the list itself, may be malformed. */
function eachReadable<T extends object>(
  list: Readable<readonly Readable<T>[]>,
  field: string,
  problemsOf: (item: T, field: string) => readonly Problem[],
): readonly Problem[] {
  if (isMalformed(list)) return [malformed(field, list)];
  return list.flatMap((item, index) =>
    isMalformed(item) ? [malformed(`${field}[${index}]`, item)] : problemsOf(item, `${field}[${index}]`),
  );
}

function malformed(field: string, { malformed: says }: { readonly malformed: string }): Problem {
  return { field, says };
}
