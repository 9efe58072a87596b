import type {
  AdminPolicy,
  AdminPolicyPeer,
  AdminPolicyPort,
  AdminPolicyRule,
  AdminPolicySubject,
  NamespaceSet,
} from '../../model/resources/admin-policy.ts';
import type { Readable } from '../../model/values/malformed.ts';
import { labelSelectorOf } from './label-selector.ts';
import { MalformedObject, metadataOf, present, type RawReader } from './raw.ts';
import { readable } from './readable.ts';

type PortReader = (raw: RawReader) => AdminPolicyPort;

/** A policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicy. Source: network-policy-api v0.2.0, apis/v1alpha2. */
export function clusterNetworkPolicyOf(raw: RawReader): AdminPolicy {
  const spec = raw.object('spec');
  return policyOf(raw, 'protocols', protocolOf, {
    tier: readable(() => tierOf(spec)),
    priority: readable(() => required(spec, 'priority')),
  });
}

/** A policy.networking.k8s.io/v1alpha1 AdminNetworkPolicy. Source: network-policy-api v0.1.1 to v0.1.7, apis/v1alpha1. */
export function adminNetworkPolicyOf(raw: RawReader): AdminPolicy {
  return policyOf(raw, 'ports', portOf, { tier: 'Admin', priority: readable(() => required(raw.object('spec'), 'priority')) });
}

/** A policy.networking.k8s.io/v1alpha1 BaselineAdminNetworkPolicy, of which a cluster has one. Source: as above. */
export function baselineAdminNetworkPolicyOf(raw: RawReader): AdminPolicy {
  return policyOf(raw, 'ports', portOf, { tier: 'Baseline', priority: 0 });
}

function policyOf(
  raw: RawReader,
  portsField: AdminPolicyRule['portsField'],
  port: PortReader,
  order: Pick<AdminPolicy['spec'], 'tier' | 'priority'>,
): AdminPolicy {
  const spec = raw.object('spec');
  const rules = (direction: 'ingress' | 'egress', peers: 'from' | 'to') =>
    readable(() => spec.objects(direction).map((rule) => readable(() => ruleOf(rule, peers, portsField, port))));
  return {
    metadata: metadataOf(raw),
    spec: {
      ...order,
      subject: readable(() => subjectOf(spec.object('subject'))),
      ingress: rules('ingress', 'from'),
      egress: rules('egress', 'to'),
    },
  };
}

function tierOf(spec: RawReader): 'Admin' | 'Baseline' {
  const tier = spec.text('tier');
  if (tier === 'Admin' || tier === 'Baseline') return tier;
  throw new MalformedObject(`${spec.path}.tier: expected Admin or Baseline`);
}

function required(raw: RawReader, key: string): number {
  const value = raw.number(key);
  if (value === undefined) throw new MalformedObject(`${raw.path}.${key}: required`);
  return value;
}

function subjectOf(raw: RawReader): AdminPolicySubject {
  if (raw.has('namespaces') === raw.has('pods')) throw new MalformedObject(`${raw.path}: expected one of namespaces, pods`);
  if (raw.has('namespaces')) return { namespaces: labelSelectorOf(raw.object('namespaces')) };
  const pods = raw.object('pods');
  return {
    pods: {
      namespaceSelector: labelSelectorOf(pods.object('namespaceSelector')),
      podSelector: labelSelectorOf(pods.object('podSelector')),
    },
  };
}

function ruleOf(raw: RawReader, peers: 'from' | 'to', portsField: AdminPolicyRule['portsField'], port: PortReader): AdminPolicyRule {
  return present({
    name: raw.text('name'),
    action: raw.text('action') ?? '',
    peers: raw.objects(peers).map((peer) => readable(() => peerOf(peer))),
    portsField,
    ports: raw.objects(portsField).map((one) => readable(() => port(one))),
  });
}

const PEER_FIELDS = ['namespaces', 'pods', 'nodes', 'networks', 'domainNames'] as const;

function peerOf(raw: RawReader): Readable<AdminPolicyPeer> {
  const set = PEER_FIELDS.filter((key) => raw.has(key));
  if (set.length > 1) throw new MalformedObject(`${raw.path}: expected one field, got ${set.join(' and ')}`);
  const pods = raw.object('pods');
  return present({
    namespaces: raw.has('namespaces') ? namespaceSetOf(raw.object('namespaces')) : undefined,
    pods: raw.has('pods')
      ? {
          namespaces: pods.has('namespaces')
            ? namespaceSetOf(pods.object('namespaces'))
            : { selector: labelSelectorOf(pods.object('namespaceSelector')) },
          podSelector: labelSelectorOf(pods.object('podSelector')),
        }
      : undefined,
    nodes: raw.has('nodes') ? labelSelectorOf(raw.object('nodes')) : undefined,
    networks: raw.has('networks') ? raw.texts('networks') : undefined,
    domainNames: raw.has('domainNames') ? raw.texts('domainNames') : undefined,
    unknownFields: raw.keys().filter((key) => PEER_FIELDS.every((known) => known !== key)),
  });
}

/** A selector by itself, or, before v0.1.2 of the API, a choice of three. */
function namespaceSetOf(raw: RawReader): NamespaceSet {
  if (raw.has('sameLabels')) return { sameLabels: raw.texts('sameLabels') };
  if (raw.has('notSameLabels')) return { notSameLabels: raw.texts('notSameLabels') };
  return { selector: labelSelectorOf(raw.has('namespaceSelector') ? raw.object('namespaceSelector') : raw) };
}

/** One of `portNumber`, `portRange`, `namedPort`; the protocol of the first two is TCP where none is given. */
function portOf(raw: RawReader): AdminPolicyPort {
  const name = raw.text('namedPort');
  if (name !== undefined) return { name };
  const number = raw.object('portNumber');
  const range = raw.object('portRange');
  if (raw.has('portNumber')) {
    const port = required(number, 'port');
    return { protocol: number.text('protocol') ?? 'TCP', start: port, end: port };
  }
  if (!raw.has('portRange')) throw new MalformedObject(`${raw.path}: expected one of portNumber, portRange, namedPort`);
  return { protocol: range.text('protocol') ?? 'TCP', start: required(range, 'start'), end: required(range, 'end') };
}

/** One of `tcp`, `udp`, `sctp`, each with a port, a range or neither, or `destinationNamedPort`. */
function protocolOf(raw: RawReader): AdminPolicyPort {
  const name = raw.text('destinationNamedPort');
  if (name !== undefined) return { name };
  const key = (['tcp', 'udp', 'sctp'] as const).find((one) => raw.has(one));
  if (key === undefined) throw new MalformedObject(`${raw.path}: expected one of tcp, udp, sctp, destinationNamedPort`);
  const protocol = key.toUpperCase();
  const destination = raw.object(key).object('destinationPort');
  if (!raw.object(key).has('destinationPort')) return { protocol };
  const number = destination.number('number');
  if (number !== undefined) return { protocol, start: number, end: number };
  const range = destination.object('range');
  return { protocol, start: required(range, 'start'), end: required(range, 'end') };
}
