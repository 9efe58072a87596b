import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Libc, type LibcResolvConf, type OpenOutcome, searchName } from '../../../src/engines/dns/index.ts';

const libc = fc.constantFrom<Libc>('glibc', 'musl');
const known = fc.constantFrom<OpenOutcome>('ANSWER', 'NODATA', 'NXDOMAIN', 'SERVFAIL', 'REFUSED', 'TIMEOUT');
const open = fc.constantFrom<OpenOutcome>('UPSTREAM', 'UNKNOWN');
const label = fc.stringMatching(/^[a-z]{1,4}$/);
const domain = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'));
const name = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));
const conf: fc.Arbitrary<LibcResolvConf> = fc.record({
  nameservers: fc.constant(['10.96.0.10']),
  search: fc.uniqueArray(fc.oneof(domain, fc.constant('.')), { maxLength: 5 }),
  ndots: fc.integer({ min: 0, max: 6 }),
  timeout: fc.constant(5),
  attempts: fc.constant(2),
  rotate: fc.boolean(),
  noTldQuery: fc.boolean(),
});
/** Outcomes by name: what the hash of a name picks. */
const zone = (outcome: fc.Arbitrary<OpenOutcome>) => fc.array(outcome, { minLength: 1, maxLength: 7 });

function answering(outcomes: readonly OpenOutcome[]) {
  return ({ name: asked, type }: { name: string; type: string }) => {
    const hash = [...asked, ...type].reduce((sum, letter) => sum * 31 + (letter.codePointAt(0) ?? 0), 7) % 9973;
    return { outcome: outcomes[hash % outcomes.length] ?? 'NXDOMAIN' };
  };
}

describe('a search', () => {
  it('never asks the same name twice, where no domain stands twice in the list, and not the root', () => {
    const rootless = conf.map((file) => ({ ...file, search: file.search.filter((one) => one !== '.') }));
    fc.assert(
      fc.property(name, rootless, libc, zone(fc.oneof(known, open)), (typed, file, library, outcomes) => {
        const { steps } = searchName({ name: typed, types: ['A'], conf: file, libc: library, ask: answering(outcomes) });
        const asked = steps.filter(({ queries }) => queries.length > 0).map((step) => step.name);
        expect(new Set(asked).size).toBe(asked.length);
      }),
    );
  });

  it('asks once, for the name as typed, after a last dot', () => {
    fc.assert(
      fc.property(name, conf, libc, zone(known), (typed, file, library, outcomes) => {
        const { steps } = searchName({ name: `${typed}.`, types: ['A'], conf: file, libc: library, ask: answering(outcomes) });
        expect(steps.map((step) => step.name)).toEqual([typed]);
      }),
    );
  });

  it('ends in one way where all is known, and by nothing but an answer with glibc', () => {
    fc.assert(
      fc.property(name, conf, libc, zone(known), (typed, file, library, outcomes) => {
        const { steps, endings, outcome } = searchName({
          name: typed,
          types: ['A', 'AAAA'],
          conf: file,
          libc: library,
          ask: answering(outcomes),
        });
        expect(endings).toEqual([{ result: outcome, ...(endings[0].by && { by: steps.at(-1) }) }]);
        if (library === 'glibc') expect(endings[0].by !== undefined).toBe(outcome === 'ANSWER');
      }),
    );
  });

  it('ends in one of the told ways, whatever an open reply turns out to be', () => {
    fc.assert(
      fc.property(name, conf, libc, zone(fc.oneof(known, open)), zone(known), (typed, file, library, outcomes, truth) => {
        const told = answering(outcomes);
        const real = answering(truth);
        const question = { name: typed, types: ['A'], conf: file, libc: library };
        const ask = (query: { name: string; type: string }) => {
          const reply = told(query);
          return reply.outcome === 'UPSTREAM' || reply.outcome === 'UNKNOWN' ? real(query) : reply;
        };
        const ways = searchName({ ...question, ask: told }).endings.map(({ result, by }) => [alike(result), by?.name]);
        const [{ result, by }] = searchName({ ...question, ask }).endings;
        expect(ways).toContainEqual([alike(result), by?.name]);
      }),
    );
  });
});

/** A server that refuses and one that never answers are the same to a library. */
function alike(result: string): string {
  return result === 'TIMEOUT' ? 'REFUSED' : result;
}
