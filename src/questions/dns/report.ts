import { judgeLookUp, type LookUpFacts } from '../../audit/look-up-rule.ts';
import { LOOK_UP_RULES } from '../../audit/rules/index.ts';
import { type DnsAnswer, wastedQueries } from '../../engines/dns/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { DnsHosts, DnsOutcome, DnsQuery, DnsReport, DnsResolvConf } from '../../model/dns-report.ts';
import type { NotChecked } from '../../model/report.ts';
import { type ClusterSnapshot, emptySnapshot } from '../../model/snapshot.ts';
import { coverageOf } from '../coverage.ts';
import { assumptionsOf } from './assumptions.ts';
import { formsOf } from './forms.ts';
import { healthOf, LEFT_TO_THE_AUDIT } from './health.ts';
import { type LookUp, lookUp } from './look-up.ts';
import { suggestionsOf } from './suggestions.ts';
import { summaryOf } from './summary.ts';
import { whose } from './whose.ts';

/** What looking a name up does not look at. */
const NOT_CHECKED: readonly NotChecked[] = [
  {
    what: 'NetworkPolicies',
    why: 'one may keep the pod from its nameserver: kubectl netexplain path FROM NAME:PORT judges that',
    codes: [],
  },
  { what: 'what concerns the cluster as a whole', why: 'the audit checks it', codes: LEFT_TO_THE_AUDIT },
];

/** What a look-up found, step by step. */
export type LookedUp = ReturnType<typeof lookUp>;

/** The report of a look-up, from what was read for it. */
export function dnsReport(
  question: LookUp & { readonly allForms: boolean },
  cluster: ClusterIndex,
  snapshot: ClusterSnapshot = emptySnapshot(cluster.takenAt),
): DnsReport {
  const looked = lookUp(question, cluster);
  const hosts = hostsOf(looked);
  const outcome = outcomeOf(looked, hosts);
  const queries = queriesOf(looked);
  const ending = looked.search.endings.length === 1 ? looked.search.endings[0].by : undefined;
  const answers = ending?.queries.find(({ reply }) => reply.answer.answers.length > 0)?.reply.answer.answers ?? [];
  const suggestions = suggestionsOf(looked, outcome, cluster);
  const health = healthOf(looked.client, cluster);
  const judged = judgeLookUp(LOOK_UP_RULES, factsOf(looked), cluster);
  const addresses = hosts.decides === 'yes' ? hosts.addresses : answers.map(({ data }) => data);
  return {
    apiVersion: 'netexplain/v1',
    kind: 'Dns',
    question: { name: question.typed, type: looked.type, from: looked.client.text, libc: question.libc },
    outcome,
    summary: summaryOf({ looked, outcome, hosts, answers, suggestions, typed: question.typed }),
    resolvConf: resolvConfOf(looked),
    hosts,
    queries,
    wasted: wastedQueries(looked.search),
    answers,
    meanings: whose(addresses, cluster),
    suggestions,
    ...(question.allForms ? { forms: formsOf(looked, cluster) } : {}),
    findings: [...judged.findings, ...health.findings],
    assumptions: assumptionsOf(looked, hosts),
    coverage: coverageOf(snapshot, [...judged.skipped, ...health.skipped], NOT_CHECKED),
  };
}

/** What the rules about look-ups look at. */
export function factsOf(looked: LookedUp): LookUpFacts {
  const { host, type, client, kubelet, search } = looked;
  const { namespace = '', name } = client.pod.metadata;
  return {
    name: host.name,
    type,
    client: client.real ? { kind: 'Pod', namespace, name } : { kind: 'Namespace', name: namespace },
    namespace,
    clusterDomain: kubelet.clusterDomain,
    outcome: outcomeOf(looked, hostsOf(looked)),
    wasted: wastedQueries(search),
    steps: search.steps.map((step) => {
      const answer = step.queries.at(-1)?.reply.answer;
      return {
        name: step.name === null ? null : `${step.name}.`,
        ...(step.domain === undefined ? {} : { domain: step.domain }),
        found: answer?.kind === 'ANSWER',
        ...(answer?.by === undefined ? {} : { by: answer.by }),
        says: answer?.says ?? '',
        evidence: answer?.evidence ?? [],
      };
    }),
  };
}

function hostsOf({ hosts, client, host }: LookedUp): DnsHosts {
  if (host.address !== undefined)
    return {
      decides: 'no',
      addresses: [],
      says: 'an address: programs dial it without asking anybody; what follows is its reverse look-up',
    };
  const addresses = hosts.entries.map(({ address }) => address);
  if (addresses.length > 0 && hosts.complete) {
    const from = hosts.entries.some((entry) => entry.from === 'hostAliases') ? 'hostAliases' : "kubelet's own lines";
    return { decides: 'yes', addresses, says: `/etc/hosts has the name (${from}), and stands before DNS` };
  }
  if (!hosts.complete)
    return { decides: 'unknown', addresses, says: "the node's own /etc/hosts, which is not in the API, stands before DNS" };
  return {
    decides: 'no',
    addresses: [],
    says: client.real ? '/etc/hosts of the pod does not have the name' : '/etc/hosts does not have the name',
  };
}

function outcomeOf({ search }: LookedUp, hosts: DnsHosts): DnsOutcome {
  if (hosts.decides === 'yes') return 'resolved';
  switch (search.outcome) {
    case 'ANSWER':
      return 'resolved';
    case 'NODATA':
      return 'nodata';
    case 'NXDOMAIN':
    case 'INVALID':
      return 'nxdomain';
    case 'UPSTREAM':
      return 'asked-upstream';
    case 'UNKNOWN':
      return 'unknown';
    case 'SERVFAIL':
    case 'REFUSED':
    case 'TIMEOUT':
    case 'EAI_AGAIN':
      return 'failed';
  }
}

function queriesOf({ search, type }: LookedUp): readonly DnsQuery[] {
  return search.steps.flatMap((step): readonly DnsQuery[] => {
    if (step.name === null) {
      return [
        {
          name: null,
          type,
          server: null,
          rcode: null,
          answers: [],
          says: "with the search domains of the node's own resolv.conf, if it has any",
          evidence: [],
        },
      ];
    }
    if (step.queries.length === 0)
      return [{ name: `${step.name}.`, type, server: null, rcode: null, answers: [], says: 'no name that can be asked for', evidence: [] }];
    return step.queries.map(({ server, name, type: kind, reply }) => queryOf(server, name, kind, reply.rcode, reply.answer));
  });
}

function queryOf(server: string | null, name: string, type: string, rcode: DnsQuery['rcode'], answer: DnsAnswer): DnsQuery {
  return {
    name: `${name.replace(/\.$/, '')}.`,
    type,
    server,
    rcode,
    answers: answer.answers,
    says: answer.says,
    evidence: answer.evidence,
  };
}

function resolvConfOf({ conf }: LookedUp): DnsResolvConf {
  const known = (entries: typeof conf.nameservers) => entries.map(({ value }) => value).filter((value) => value !== null);
  const open = (entries: typeof conf.nameservers, what: string) =>
    entries
      .filter(({ value }) => value === null)
      .map(({ from }) => (from === 'node' ? `${what} of the node's own resolv.conf` : `${what} that kubelet is told`));
  return {
    nameservers: known(conf.nameservers),
    search: known(conf.search),
    options: known(conf.options),
    unknown: [...open(conf.nameservers, 'nameservers'), ...open(conf.search, 'search domains'), ...open(conf.options, 'options')],
  };
}
