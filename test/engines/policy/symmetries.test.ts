import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policiesOf, policyVerdicts } from '../../../src/engines/policy/index.ts';
import type { Kind } from '../../../src/model/kind.ts';
import type { Verdict } from '../../../src/model/policy-verdict.ts';
import { clusterOf, endOf } from './cluster.ts';
import type { Raw } from './naive.ts';
import { adminObjects, namespaces, networkPolicies, pods } from './valid-cluster.ts';

const ADDRESSES = ['203.0.113.9', '10.0.0.200', '10.96.0.1'];

/** The verdicts at both ends of every connection between pods and addresses, by the names of its ends. */
function verdictsOf(objects: readonly Raw[], hidden: readonly Kind[] = []): Readonly<Record<string, readonly [Verdict, Verdict]>> {
  const cluster = clusterOf(objects);
  const policies = policiesOf(clusterOf(objects, hidden));
  const own: readonly string[] = objects
    .filter(({ kind }) => kind === 'Pod')
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  const ends = [...own, ...ADDRESSES];
  return Object.fromEntries(
    ends.flatMap((from) =>
      ends
        .filter((to) => own.includes(from) || own.includes(to))
        .map((to) => {
          const flow = { client: endOf(from, cluster), server: endOf(to, cluster), port: 80, protocol: 'TCP' } as const;
          const { egress, ingress } = policyVerdicts(flow, policies);
          return [`${from} → ${to}`, [egress.verdict, ingress.verdict]] as const;
        }),
    ),
  );
}

const everything = fc
  .tuple(namespaces, pods, networkPolicies, fc.oneof(fc.constant<readonly Raw[]>([]), adminObjects))
  .map((all) => all.flat());

const isPolicy = ({ kind }: Raw) => kind === 'NetworkPolicy';

/** A NetworkPolicy as two: each has the selector and the types, and one part of the rules. */
function halves(policy: Raw, at: number): readonly Raw[] {
  const { spec, metadata } = policy;
  const policyTypes = spec.policyTypes?.length > 0 ? spec.policyTypes : spec.egress?.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  const part = (name: string, take: (rules: Raw[]) => Raw[]) => ({
    ...policy,
    metadata: { ...metadata, name: `${metadata.name}-${name}` },
    spec: { ...spec, policyTypes, ingress: take(spec.ingress ?? []), egress: take(spec.egress ?? []) },
  });
  return [part('first', (rules) => rules.slice(0, at)), part('second', (rules) => rules.slice(at))];
}

/** Every peer and every port of a rule as a rule of its own. */
function divided(policy: Raw): Raw {
  const rulesOf = (rules: readonly Raw[], side: 'from' | 'to') =>
    rules.flatMap((rule) => {
      const peers = rule[side]?.length > 0 ? rule[side].map((peer: Raw) => [peer]) : [[]];
      const ports = rule.ports?.length > 0 ? rule.ports.map((port: Raw) => [port]) : [[]];
      return peers.flatMap((some: Raw) => ports.map((one: Raw) => ({ [side]: some, ports: one })));
    });
  const { ingress, egress } = policy.spec;
  return {
    ...policy,
    spec: { ...policy.spec, ...(ingress && { ingress: rulesOf(ingress, 'from') }), ...(egress && { egress: rulesOf(egress, 'to') }) },
  };
}

/** The same cluster with other names of its namespaces, wherever these stand. */
function renamed(objects: readonly Raw[]): readonly Raw[] {
  const name = (own: string) => `${own}-renamed`;
  return objects.map((object) => {
    const { kind, metadata } = object;
    const text = JSON.stringify(object, (key, value: unknown) => {
      if (key === 'kubernetes.io/metadata.name') return name(String(value));
      const isTerm = typeof value === 'object' && value !== null && (value as Raw).key === 'kubernetes.io/metadata.name';
      return isTerm ? { ...(value as Raw), values: (value as Raw).values.map(name) } : value;
    });
    const same = JSON.parse(text);
    if (kind === 'Namespace') return { ...same, metadata: { ...same.metadata, name: name(metadata.name) } };
    return metadata.namespace === undefined ? same : { ...same, metadata: { ...same.metadata, namespace: name(metadata.namespace) } };
  });
}

describe('nothing changes', () => {
  it('by policies that select no pod', () => {
    const spec = { podSelector: { matchLabels: { app: 'nobody' } }, policyTypes: ['Ingress', 'Egress'] };
    const idle = ['a', 'b', 'c'].map((namespace) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'idle', namespace },
      spec,
    }));
    fc.assert(
      fc.property(everything, (objects) => {
        expect(verdictsOf([...objects, ...idle])).toEqual(verdictsOf(objects));
      }),
      { numRuns: 60 },
    );
  });

  it('where a NetworkPolicy becomes two with the same selector', () => {
    fc.assert(
      fc.property(everything, fc.nat(2), (objects, at) => {
        expect(verdictsOf(objects.flatMap((one) => (isPolicy(one) ? halves(one, at) : [one])))).toEqual(verdictsOf(objects));
      }),
      { numRuns: 60 },
    );
  });

  it('where a rule becomes one for each of its peers and ports', () => {
    fc.assert(
      fc.property(everything, (objects) => {
        expect(verdictsOf(objects.map((one) => (isPolicy(one) ? divided(one) : one)))).toEqual(verdictsOf(objects));
      }),
      { numRuns: 60 },
    );
  });

  it('by the names of namespaces', () => {
    fc.assert(
      fc.property(everything, (objects) => {
        const after = Object.entries(verdictsOf(renamed(objects)));
        expect(Object.fromEntries(after.map(([pair, both]) => [pair.replaceAll('-renamed', ''), both]))).toEqual(verdictsOf(objects));
      }),
      { numRuns: 60 },
    );
  });

  it('by a rule that says what the default of the last tier is', () => {
    const last = {
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      metadata: { name: 'last' },
      spec: {
        tier: 'Baseline',
        priority: 1000,
        subject: { namespaces: {} },
        ingress: [{ action: 'Accept', from: [{ namespaces: {} }] }],
        egress: [{ action: 'Accept', to: [{ networks: ['0.0.0.0/0', '::/0'] }] }],
      },
    };
    const ofOneGeneration = everything.filter((objects) => objects.every(({ kind }) => !kind.includes('AdminNetworkPolicy')));
    fc.assert(
      fc.property(ofOneGeneration, (objects) => {
        expect(verdictsOf([...objects, last])).toEqual(verdictsOf(objects));
      }),
      { numRuns: 60 },
    );
  });
});

const OTHERS: readonly Raw[] = [
  { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', namespaced: true, spec: { endpointSelector: {}, ingress: [{}] } },
  {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumClusterwideNetworkPolicy',
    spec: { endpointSelector: { matchLabels: { app: 'web' } }, egress: [{}] },
  },
  {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    spec: { selector: 'all()', namespaceSelector: "team == 'x'", ingress: [{}] },
  },
  { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', namespaced: true, spec: {} },
].map(({ namespaced, ...object }) => ({ ...object, metadata: { name: 'other', ...(namespaced && { namespace: 'a' }) } }));

describe('what other makers have', () => {
  const ambient = fc
    .boolean()
    .map(
      (isOn) => (objects: readonly Raw[]) =>
        objects.map((one) =>
          isOn && one.kind === 'Namespace'
            ? { ...one, metadata: { ...one.metadata, labels: { ...one.metadata.labels, 'istio.io/dataplane-mode': 'ambient' } } }
            : one,
        ),
    );

  it('and nobody may read, turns verdicts into unknown, and into nothing else', () => {
    const kinds = fc.constantFrom<Kind>('CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy', 'AuthorizationPolicy', 'Namespace');
    fc.assert(
      fc.property(everything, ambient, fc.subarray([...OTHERS]), kinds, (drawn, meshed, others, hidden) => {
        const objects = [...meshed(drawn), ...others];
        const before = verdictsOf(objects);
        for (const [pair, after] of Object.entries(verdictsOf(objects, [hidden]))) {
          after.forEach((verdict, end) => {
            if (verdict !== 'unknown') expect([pair, verdict]).toEqual([pair, before[pair]?.[end]]);
          });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('turns verdicts into unknown, and into nothing else', () => {
    fc.assert(
      fc.property(everything, ambient, fc.subarray([...OTHERS], { minLength: 1 }), (drawn, meshed, others) => {
        const objects = meshed(drawn);
        const before = verdictsOf(objects);
        for (const [pair, after] of Object.entries(verdictsOf([...objects, ...others]))) {
          after.forEach((verdict, end) => {
            if (verdict !== 'unknown') expect([pair, verdict]).toEqual([pair, before[pair]?.[end]]);
          });
        }
      }),
      { numRuns: 60 },
    );
  });
});
