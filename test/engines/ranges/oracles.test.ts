import { describe, expect, it } from 'vitest';
import { project } from '../../../src/cluster/kinds/index.ts';
import {
  clusterIPBands,
  isAllocatableCIDR,
  isServiceCIDRReady,
  nodePortBands,
  serviceCIDRDeletable,
  serviceCIDRsContainingIP,
  serviceCIDRsContainingPrefix,
  serviceCIDRsOverlappingPrefix,
  usableAddresses,
  validateIPAddress,
  validateServiceCIDR,
} from '../../../src/engines/ranges/index.ts';
import type { ServiceCIDR } from '../../../src/model/resources/service-cidr.ts';
import { oracle } from '../../support/truth.ts';

/** What the API server's allocator does with a request: not ours to rebuild. */
const OUT_OF_SCOPE = new Set(['createService', 'allocateClusterIP', 'allocateMany', 'totalAllocatable', 'defaultServiceCIDRAction']);

type Raw = Readonly<Record<string, unknown>> & { readonly kind?: string };

interface Input {
  readonly objects?: readonly Raw[];
  readonly old?: Raw;
  readonly serviceNodePortRange?: string;
}

interface Query {
  readonly kind: string;
  readonly cidr?: string;
  readonly value?: string;
  readonly serviceCIDR?: string;
  readonly cidrs?: readonly string[];
  readonly object?: string;
}

const cases = oracle('ranges').filter(({ query }) => !OUT_OF_SCOPE.has(query.kind));

function serviceCIDRs({ objects = [] }: Input): readonly ServiceCIDR[] {
  return objects.filter(({ kind }) => kind === 'ServiceCIDR').map((raw) => project('ServiceCIDR', raw));
}

function ipAddresses({ objects = [] }: Input) {
  return objects.filter(({ kind }) => kind === 'IPAddress').map((raw) => project('IPAddress', raw));
}

/** Numbers above 2^53 are strings in the oracle. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (_, one: unknown) =>
    typeof one !== 'bigint' ? one : one > BigInt(Number.MAX_SAFE_INTEGER) ? String(one) : Number(one),
  );
  return JSON.parse(text);
}

const named = (found: readonly ServiceCIDR[]) => ({ serviceCIDRs: found.map(({ metadata }) => metadata.name).sort() });

function errorsOf(input: Input, object: string): readonly string[] {
  const [cidr] = serviceCIDRs(input);
  const [address] = ipAddresses(input);
  if (object.startsWith('IPAddress/') && address !== undefined) return validateIPAddress(address);
  if (cidr === undefined) throw new Error(`no ${object} in the case`);
  return validateServiceCIDR(cidr, input.old === undefined ? undefined : project('ServiceCIDR', input.old));
}

function deletability(input: Input, { serviceCIDR = '', cidrs = [] }: Query) {
  const all = serviceCIDRs(input);
  const subject = project('ServiceCIDR', { metadata: { name: serviceCIDR, deletionTimestamp: '2026-01-01T00:00:00Z' }, spec: { cidrs } });
  const deletable = serviceCIDRDeletable(subject, all, ipAddresses(input));
  return { deletable, readyCondition: isServiceCIDRReady(subject) ? 'True' : 'False' };
}

function answer(input: Input, query: Query): unknown {
  const { kind, cidr = '', value = '', object = '' } = query;
  switch (kind) {
    case 'clusterIPBands':
      return clusterIPBands(cidr);
    case 'usableAddresses':
      return { usable: usableAddresses(cidr) };
    case 'nodePortBands': {
      const [first, last] = (input.serviceNodePortRange ?? '').split('-').map(Number);
      return nodePortBands({ first: first ?? 0, last: last ?? 0 });
    }
    case 'validServiceCIDRForAllocator':
      return { ok: isAllocatableCIDR(cidr) };
    case 'serviceCIDRsContainingIP':
      return named(serviceCIDRsContainingIP(serviceCIDRs(input), value));
    case 'serviceCIDRsContainingPrefix':
      return named(serviceCIDRsContainingPrefix(serviceCIDRs(input), value));
    case 'serviceCIDRsOverlappingPrefix':
      return named(serviceCIDRsOverlappingPrefix(serviceCIDRs(input), value));
    case 'serviceCIDRDeletable':
      return deletability(input, query);
    case 'validate': {
      const errors = errorsOf(input, object);
      return { valid: errors.length === 0, errorCount: errors.length };
    }
    default:
      throw new Error(`unknown query: ${kind}`);
  }
}

describe.skipIf(cases.length === 0)('the ranges that upstream tests state', () => {
  it('are all asked', () => {
    expect(cases.length).toBe(138);
  });

  it.each(cases.map((one) => [one.id, one] as const))('%s', (_, { input, query, expect: expected }) => {
    expect(plain(answer(input as Input, query as Query))).toMatchObject(expected);
  });
});
