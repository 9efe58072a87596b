import { describe, expect, it } from 'vitest';
import { follow, policy } from './policy-story.ts';

const CLOSED = policy('a/closed', { podSelector: {}, policyTypes: ['Ingress'] });
const WEB_1_CLOSED = policy('a/closed', { podSelector: { matchLabels: { name: 'web-1' } }, policyTypes: ['Ingress'] });
const OUT_443 = policy('b/out', { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port: 443 }] }] });
const IN_9090 = policy('a/in', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 9090 }] }] });

const CAUSES = [
  ['NX5018', [CLOSED]],
  ['NX5019', [OUT_443, IN_9090]],
  ['NX5020', [WEB_1_CLOSED]],
] as const;

describe('findings of a path about policies', () => {
  it.each(CAUSES)(
    '%s is certain where policies are enforced, assumed where nobody knows, and not told where nothing enforces them',
    (code, policies) => {
      const proofs = ([{ assumeEnforced: 'yes' }, {}, { assumeEnforced: 'no' }] as const).map((options) =>
        follow(policies, options)
          .findings.filter((one) => one.code === code)
          .map(({ proof }) => proof),
      );
      expect(proofs).toEqual([['certain'], ['assumed'], []]);
    },
  );
});

describe('how many endpoints admit a client', () => {
  it('one whose verdict is not known is not counted among those that do', () => {
    const { summary } = follow([CLOSED], { from: 'internet', to: '192.168.0.1:30080', assumeEnforced: 'yes' });
    expect(summary).toContain('0 of 2 endpoints admit the client, and 1 may: ');
  });

  it('one that is let in is', () => {
    expect(follow([WEB_1_CLOSED], { assumeEnforced: 'yes' }).summary).toContain('1 of 2 endpoints admit the client: ');
  });
});
