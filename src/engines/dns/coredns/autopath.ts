import { type DnsAnswer, type DnsQuestion, emptyAnswer } from './answer.ts';
import type { Directive, ServerBlock } from './corefile.ts';
import { type KubernetesSettings, originsOf } from './plugin-settings.ts';
import { isInZone, labelsOf, zoneOf } from './zone-name.ts';

/** What the `autopath` plugin is told. */
export interface AutopathSettings {
  readonly zones: readonly string[];
  /** The plugin that knows the client's search list (`@kubernetes`), or a file like resolv.conf. Null: neither is named. */
  readonly from: { readonly plugin: string } | { readonly file: string } | null;
}

/** A search list with a last dot on each; null: domains that are not in the API. The last, '', is the name as it stands. */
export type SearchPath = readonly (string | null)[];

/** Reads an `autopath` line. Source: coredns plugin/autopath/setup.go (1.14). */
export function autopathSettings({ args }: Directive, block: ServerBlock): AutopathSettings {
  const from = args.at(-1);
  return {
    zones: originsOf(args.slice(0, -1), block),
    from: from === undefined ? null : from.startsWith('@') ? { plugin: from.slice(1) } : { file: from },
  };
}

/**
 * The search list that the kubernetes plugin takes a client to have, by the namespace of the pod that it is (undefined: none); what follows is
 * that of the CoreDNS pods, which is as a rule the node's. Undefined: nothing is searched, as it is without `pods verified`.
 * Source: coredns plugin/kubernetes/autopath.go (1.14).
 */
export function kubernetesSearchPath(name: string, settings: KubernetesSettings, namespace: string | undefined): SearchPath | undefined {
  const zone = zoneOf(name, settings.zones);
  if (zone === undefined || settings.pods !== 'verified' || namespace === undefined) return undefined;
  const below = zone === '.' ? '' : zone;
  return [`${namespace}.svc.${below}`, `svc.${below}`, zone, null, ''];
}

/**
 * What `autopath` answers: of a name in the first domain of the search list, the first domain that has it, under a CNAME from the name that
 * was asked; where none has it, what was said of the first. Undefined: the question is passed on. `ask`: the plugins after it.
 * Source: coredns plugin/autopath/autopath.go, ServeDNS; cname.go (1.14).
 */
export function autopathAnswer(
  question: DnsQuestion,
  { zones }: AutopathSettings,
  search: SearchPath,
  ask: (question: DnsQuestion) => DnsAnswer,
): DnsAnswer | undefined {
  const [first] = search;
  if (first === undefined || zoneOf(question.name, zones) === undefined) return undefined;
  if (first === null) return unknownSearch();
  if (!isInZone(question.name, first)) return undefined;
  const labels = labelsOf(question.name);
  const base = labels.slice(0, labels.length - labelsOf(first).length).join('.');
  if (base === '') return emptyAnswer('SERVFAIL', `autopath finds no name before ${first}`);
  let firstAnswer: DnsAnswer | undefined;
  for (const domain of search) {
    if (domain === null) return unknownSearch();
    const answer = ask({ name: domain === '.' ? `${base}.` : `${base}.${domain}`, type: question.type });
    firstAnswer ??= answer;
    if (answer.kind !== 'NXDOMAIN' && answer.kind !== 'SERVFAIL' && answer.kind !== 'REFUSED') return underAskedName(question, answer);
  }
  return firstAnswer;
}

function unknownSearch(): DnsAnswer {
  return emptyAnswer('UNKNOWN', 'autopath goes by a search list of the CoreDNS pods, which is not in the API');
}

function underAskedName({ name }: DnsQuestion, answer: DnsAnswer): DnsAnswer {
  const other = answer.answers.find((record) => record.name.toLowerCase() !== name.toLowerCase());
  if (other === undefined) return answer;
  const { ttl } = other;
  const alias = { name, type: 'CNAME', data: other.name, ...(ttl === undefined ? {} : { ttl }) };
  return { ...answer, answers: [alias, ...answer.answers], says: `${answer.says}; autopath found it for ${name}` };
}
