import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PathOptions, type PathReport, path, readObjects } from '../../src/index.ts';
import type { Gap } from '../../src/model/listing.ts';
import { BASE, type Fields, policy } from './policy-story.ts';

const FLOWS: readonly Partial<PathOptions>[] = [
  { to: 'svc/a/web:80' },
  { to: 'pod/a/web-1:8080' },
  { from: 'pod/a/web-1', to: 'svc/a/web:80' },
  { from: 'pod/a/other', to: 'pod/b/client:8080' },
  { from: 'node/n1', to: 'svc/a/web:80' },
  { from: '203.0.113.7', to: '192.168.0.2:30080', node: 'n2' },
  { to: '8.8.8.8:443' },
];

const labels = fc.constantFrom<Fields>(
  {},
  { matchLabels: { app: 'web' } },
  { matchLabels: { app: 'client' } },
  { matchLabels: { name: 'web-1' } },
);

const peer = fc.oneof(
  labels.map((podSelector) => ({ podSelector })),
  fc.constantFrom<Fields>({}, { matchLabels: { team: 'a' } }).map((namespaceSelector) => ({ namespaceSelector })),
  fc.tuple(labels).map(([podSelector]) => ({ namespaceSelector: {}, podSelector })),
  fc.constantFrom('0.0.0.0/0', '10.1.0.0/16', '10.1.2.0/24', '192.168.0.2/32', '203.0.113.0/24').map((cidr) => ({ ipBlock: { cidr } })),
);

const ports = fc.constantFrom<readonly Fields[]>(
  [],
  [{ port: 8080 }],
  [{ port: 'http' }],
  [{ port: 80 }],
  [{ protocol: 'UDP', port: 8080 }],
);

const rule = fc.record({ peers: fc.array(peer, { maxLength: 2 }), ports });

type Rule = typeof rule extends fc.Arbitrary<infer T> ? T : never;

const written = (direction: 'ingress' | 'egress') => (one: Rule) => ({
  [direction === 'ingress' ? 'from' : 'to']: one.peers,
  ports: one.ports,
});

const isolating = fc.record({
  of: fc.constantFrom('a', 'b'),
  podSelector: labels,
  ingress: fc.array(rule, { maxLength: 2 }),
  egress: fc.array(rule, { maxLength: 2 }),
  policyTypes: fc.constantFrom<readonly string[]>(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
});

type Isolating = typeof isolating extends fc.Arbitrary<infer T> ? T : never;

const policies = (all: readonly Isolating[]) =>
  all.map(({ of, podSelector, policyTypes, ingress, egress }, index) =>
    policy(`${of}/policy-${index}`, {
      podSelector,
      policyTypes,
      ingress: ingress.map(written('ingress')),
      egress: egress.map(written('egress')),
    }),
  );

const ask = (objects: readonly Fields[], flow: Partial<PathOptions>, told: Partial<PathOptions> = { assumeEnforced: 'yes' }): PathReport =>
  path(readObjects([...BASE, ...objects], { complete: true, takenAt: '2026-01-01T00:00:00Z' }), {
    from: 'pod/b/client',
    to: 'svc/a/web:80',
    proxyMode: 'iptables',
    ...told,
    ...flow,
  });

/** Each destination with what becomes of it. */
const fateOf = ({ answers }: PathReport) =>
  new Map(answers.flatMap(({ destinations }) => destinations.map(({ ip, port, outcome }) => [`${ip}:${port}`, outcome])));

describe('laws of policies in path', () => {
  it('a rule more in a policy that isolates already takes no destination away', () => {
    fc.assert(
      fc.property(
        fc.array(isolating, { minLength: 1, maxLength: 3 }),
        fc.nat(2),
        rule,
        fc.constantFrom(...FLOWS),
        (all, nth, more, flow) => {
          const wider = all.map((one, index) => {
            if (index !== nth % all.length) return one;
            const added = (direction: 'Ingress' | 'Egress', rules: readonly Rule[]) =>
              one.policyTypes.includes(direction) ? [...rules, more] : [...rules];
            return { ...one, ingress: added('Ingress', one.ingress), egress: added('Egress', one.egress) };
          });
          const [before, after] = [all, wider].map((each) => fateOf(ask(policies(each), flow)));
          for (const [key, outcome] of before ?? []) {
            if (outcome === 'delivered' || outcome === 'leaves-cluster') expect(after?.get(key)).toBe(outcome);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('shares add up to 1, and what is delivered is denied by no policy', () => {
    fc.assert(
      fc.property(fc.array(isolating, { maxLength: 3 }), fc.constantFrom(...FLOWS), (all, flow) => {
        for (const { traces, destinations } of ask(policies(all), flow).answers) {
          expect(traces.reduce((sum, { share = 0 }) => sum + share, 0)).toBeCloseTo(1);
          for (const { outcome, policy: told } of destinations) {
            const verdicts = [told?.egress.verdict ?? 'allowed', told?.ingress.verdict ?? 'allowed'];
            if (outcome === 'delivered') expect(verdicts).toEqual(['allowed', 'allowed']);
            if (outcome === 'denied') expect(verdicts).toContain('denied');
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('what is not sure without knowing of enforcement is denied with it, and delivered without it', () => {
    fc.assert(
      fc.property(fc.array(isolating, { maxLength: 3 }), fc.constantFrom(...FLOWS), (all, flow) => {
        const objects = policies(all);
        const [unknown, yes, no] = [{}, { assumeEnforced: 'yes' }, { assumeEnforced: 'no' }].map((told) =>
          fateOf(ask(objects, flow, told as Partial<PathOptions>)),
        );
        for (const [key, outcome] of yes ?? []) {
          expect(unknown?.get(key)).toBe(outcome === 'denied' ? 'unknown' : outcome);
          expect(['delivered', 'leaves-cluster']).toContain(no?.get(key));
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each(['NetworkPolicy', 'Namespace', 'ClusterNetworkPolicy', 'CiliumNetworkPolicy', 'DaemonSet', 'Pod'] as const)(
    'hiding every %s only makes an answer less sure',
    (kind) => {
      const gap: Gap = { kind, scope: {}, reason: 'forbidden', message: `${kind} is forbidden` };
      // A pod that may not be read is no sender.
      const flows = FLOWS.filter(({ from = 'pod/' }) => kind !== 'Pod' || !from.startsWith('pod/'));
      fc.assert(
        fc.property(fc.array(isolating, { maxLength: 3 }), fc.constantFrom(...flows), (all, flow) => {
          const whole = readObjects([...BASE, ...policies(all)], { complete: true, takenAt: '2026-01-01T00:00:00Z' });
          const readings = whole.readings.map((one) =>
            one.need.kind === kind ? { need: one.need, listing: { state: 'unknown' as const, gaps: [gap] } } : one,
          );
          const options: PathOptions = {
            from: 'pod/b/client',
            to: 'svc/a/web:80',
            proxyMode: 'iptables',
            assumeEnforced: 'yes',
            ...flow,
          };
          const before = fateOf(path(whole, options));
          for (const [key, outcome] of fateOf(path({ ...whole, readings }, options))) {
            expect([before.get(key), 'unknown']).toContain(outcome);
          }
        }),
        { numRuns: 60 },
      );
    },
  );
});
