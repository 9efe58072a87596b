import type { Libc } from '../../engines/dns/index.ts';
import { hopOf, type Network } from '../../engines/trace/index.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Hop, Step } from '../../model/trace.ts';
import type { IpFamily } from '../../model/values/ip.ts';
import type { Protocol } from '../../model/values/port.ts';
import { type LookUp, lookUp } from '../dns/look-up.ts';
import type { Case } from './cases.ts';
import type { To } from './ends.ts';
import type { PlainTarget } from './target.ts';

/** What a look-up stands on beyond the cluster. */
export interface Naming {
  readonly libc: Libc;
  readonly upstream?: LookUp['upstream'];
  readonly nodeResolvConf?: string;
}

const TYPES: Readonly<Record<IpFamily, string>> = { IPv4: 'A', IPv6: 'AAAA' };

/** What a pod dials that looks a name up first: each address that its /etc/hosts or DNS gives, or the end where there is none. */
export function nameTargets(
  to: Extract<To, { kind: 'name' }>,
  protocol: Protocol,
  client: Case,
  network: Network,
  naming: Naming,
): readonly PlainTarget[] {
  const { sender, families } = client;
  if (sender.kind !== 'pod') {
    const says = `names are looked up where the sender is, by its own resolv.conf: what ${to.name} is there is not known`;
    return [{ end: 'insufficient-info', hops: [nameHop(to.name, 'give-up', says, 'resolver of the sender')], assumes: [] }];
  }
  const { namespace = '', name } = sender.pod.metadata;
  const tried = (families.length === 0 ? (['IPv4'] as const) : families).map((family) =>
    lookUp({ typed: to.name, client: { kind: 'pod', namespace, name }, type: TYPES[family], ...naming }, network.cluster),
  );
  const found = tried.map(addressesOf).find(({ addresses }) => addresses.length > 0);
  const [first] = tried;
  if (found === undefined && first !== undefined) return [endOf(to.name, first)];
  const addresses = found?.addresses ?? [];
  const says = `${addresses.length === 1 ? addresses[0] : `one of ${addresses.length} addresses`}${found?.says ?? ''}`;
  const hop = nameHop(to.name, 'resolve', says, `resolver of ${namespace}/${name} (${naming.libc})`, found?.evidence);
  return addresses.map((destination) => ({
    dialled: { destination, port: to.port, protocol },
    share: 1 / addresses.length,
    before: [{ ...hop, at: { ...hop.at, object: refTo('Pod', sender.pod.metadata) } }],
    assumes: ['names', ...(addresses.length > 1 ? ['any-address'] : [])],
  }));
}

type Looked = ReturnType<typeof lookUp>;

function addressesOf({ hosts, search }: Looked): {
  readonly addresses: readonly string[];
  readonly says: string;
  readonly evidence: Step['evidence'];
} {
  if (hosts.entries.length > 0 && hosts.complete) {
    return { addresses: [...new Set(hosts.entries.map(({ address }) => address))], says: ', by /etc/hosts', evidence: [] };
  }
  const by = search.endings.length === 1 ? search.endings[0].by : undefined;
  const reply = by?.queries.find((query) => query.reply.answer.answers.length > 0)?.reply.answer;
  const records = (reply?.answers ?? []).filter(({ type }) => type === 'A' || type === 'AAAA');
  const asked = search.steps.flatMap(({ queries }) => queries).length;
  const says = `: ${by?.name ?? ''} ${reply?.says ?? ''}${asked > 1 ? `, after ${asked - 1} other ${asked === 2 ? 'query' : 'queries'}` : ''}`;
  return { addresses: [...new Set(records.map(({ data }) => data))], says, evidence: reply?.evidence ?? [] };
}

function endOf(name: string, { search }: Looked): PlainTarget {
  const asked = search.steps.flatMap(({ queries }) => queries);
  const open = asked.find(({ reply }) => reply.outcome === 'UNKNOWN' || reply.outcome === 'UPSTREAM');
  const isOpen = search.outcome === 'UNKNOWN' || search.outcome === 'UPSTREAM';
  const told = (isOpen ? open : asked.find(({ reply }) => reply.answer.evidence.length > 0)) ?? asked[0];
  const says = told?.reply.answer.says ?? 'no name that can be asked for';
  if (isOpen)
    return {
      end: 'insufficient-info',
      hops: [nameHop(name, 'give-up', `what it is is not known: ${says}`, 'resolver')],
      assumes: ['names'],
      asksUpstream: search.outcome === 'UPSTREAM',
    };
  return {
    end: 'name-not-found',
    hops: [nameHop(name, 'fail-to-resolve', `does not resolve: ${says}`, 'resolver', told?.reply.answer.evidence)],
    assumes: ['names'],
  };
}

function nameHop(
  name: string,
  action: 'resolve' | 'fail-to-resolve' | 'give-up',
  says: string,
  component: string,
  evidence: Step['evidence'] = [],
): Hop {
  return hopOf('name', `${name} → ${says}`, { component, action, says, evidence });
}
