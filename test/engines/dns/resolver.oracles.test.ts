import { describe, expect, it } from 'vitest';
import { project } from '../../../src/cluster/kinds/index.ts';
import {
  fittingNameservers,
  fittingSearch,
  type Libc,
  type LibcResolvConf,
  mergedOptions,
  type Outcome,
  parseLibcResolvConf,
  parseNodeResolvConf,
  podResolvConf,
  resolvConfLimits,
  searchName,
} from '../../../src/engines/dns/index.ts';
import type { DnsEntry } from '../../../src/model/resolv-conf.ts';
import { type OracleCase, oracle } from '../../support/truth.ts';

type Lists = Partial<Record<'nameservers' | 'searches' | 'options', readonly (string | null)[]>>;

/** kubelet keeps its options in a map: their order says nothing. */
function comparable({ nameservers, searches, options }: Lists): Lists {
  return {
    ...(nameservers && { nameservers }),
    ...(searches && { searches }),
    ...(options && { options: [...options].sort() }),
  };
}

function values(entries: readonly DnsEntry[]): readonly (string | null)[] {
  return entries.map(({ value }) => value);
}

function entries(all: readonly string[]): readonly DnsEntry[] {
  return all.map((value) => ({ value, from: 'dnsConfig' }));
}

type Judge = (input: never, query: never) => object;

const JUDGES: Readonly<Record<string, Judge>> = {
  podResolvConf: ({ kubelet, pod }: KubeletInput) => {
    const conf = podResolvConf(project('Pod', pod), {
      clusterDNS: kubelet.clusterDNS,
      clusterDomain: kubelet.clusterDomain,
      nodeResolvConf: kubelet.resolverConfig === '' ? null : kubelet.resolverConfig,
    });
    return comparable({ nameservers: values(conf.nameservers), searches: values(conf.search), options: values(conf.options) });
  },
  limits: ({ nameservers, searches }: { nameservers?: string[]; searches?: string[] }) => {
    const given = entries(nameservers ?? searches ?? []);
    const fitting = (nameservers === undefined ? fittingSearch : fittingNameservers)(given, resolvConfLimits());
    return { [nameservers === undefined ? 'searches' : 'nameservers']: values(fitting), warning: fitting.length < given.length };
  },
  mergeOptions: ({ existing, dnsConfigOptions }: { existing: string[]; dnsConfigOptions: { name: string; value?: string }[] }) => {
    const added = dnsConfigOptions.map(({ name, value }) => (value === undefined ? name : `${name}:${value}`));
    return comparable({ options: mergedOptions(existing, added) });
  },
  kubeletParseResolvConf: ({ text }: { text: string }) => {
    const { nameservers, search, options } = parseNodeResolvConf(text);
    return comparable({ nameservers, searches: search, options });
  },
  libcParseResolvConf: ({ libc, text }: { libc: Libc; text: string }) => parseLibcResolvConf(text, libc, 'www.example.com'),
  search: ({ libc, resolvConf, dns }: SearchInput, { name }: { name: string }) => {
    const lines = [`search ${resolvConf.search.join(' ')}`, 'nameserver 10.96.0.10', `options ndots:${resolvConf.ndots}`];
    const conf: LibcResolvConf = parseLibcResolvConf(lines.join('\n'), libc, 'web-0');
    const ask = ({ name: asked }: { name: string }) => ({ outcome: dns.outcomes[asked] ?? dns.default });
    const { steps, endings, outcome } = searchName({ name, types: ['A', 'AAAA'], conf, libc, ask });
    expect(endings).toHaveLength(1);
    return {
      queries: steps.filter(({ queries }) => queries.length > 0).map((step) => step.name),
      result: outcome,
      stoppedBy: endings[0].by?.name ?? null,
    };
  },
};

interface KubeletInput {
  readonly kubelet: { readonly clusterDNS: string[]; readonly clusterDomain: string; readonly resolverConfig: string };
  readonly pod: object;
}

interface SearchInput {
  readonly libc: Libc;
  readonly resolvConf: { readonly search: string[]; readonly ndots: number };
  readonly dns: { readonly outcomes: Readonly<Record<string, Outcome>>; readonly default: Outcome };
}

describe('what upstream states of resolvers', () => {
  const cases = oracle('resolver');

  it('is of kinds that are judged here', () => {
    expect([...new Set(cases.map(({ query }) => query.kind))].filter((kind) => JUDGES[kind] === undefined)).toEqual([]);
  });

  it.each(cases.map((one) => [one.id, one] as const))('%s', (_id, one) => {
    expect(judged(one)).toMatchObject({ ...one.expect, ...comparable(one.expect) });
  });
});

function judged({ input, query }: OracleCase): object {
  const judge = JUDGES[query.kind];
  if (judge === undefined) throw new Error(`no judge for ${query.kind}`);
  return judge(input as never, query as never);
}
