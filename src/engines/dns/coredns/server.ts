import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { DnsRecord } from '../../../model/dns-report.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Lookup } from '../../../model/listing.ts';
import type { ConfigMap } from '../../../model/resources/config-map.ts';
import { answerWith, type DnsAnswer, type DnsQuestion, emptyAnswer } from './answer.ts';
import { autopathAnswer, autopathSettings, kubernetesSearchPath, type SearchPath } from './autopath.ts';
import { type Corefile, type Directive, parseCorefile, type ReadFiles, type ServerBlock, serverFor } from './corefile.ts';
import { forwardAnswer, forwardSettings } from './forward.ts';
import { hostsAnswer, hostsSettings } from './hosts.ts';
import { externalAnswer } from './k8s-external.ts';
import { type KubernetesOptions, kubernetesAnswer } from './kubernetes.ts';
import { mayTouch, type PlacedPlugin, pluginsInOrder } from './plugin-order.ts';
import { fallsThrough, k8sExternalSettings, kubernetesSettings } from './plugin-settings.ts';
import { rewriteEffect } from './rewrite.ts';
import { templateAnswer, templateSettings } from './template.ts';
import { zoneOf } from './zone-name.ts';

/** What a server outside the cluster says. */
export interface UpstreamAnswer {
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';
  readonly answers: readonly DnsRecord[];
}

/** What is not in the API, or not of the server. */
export interface ClusterAnswerOptions extends KubernetesOptions {
  /** What servers outside say; undefined for a name of which that is not known. */
  readonly upstream?: (name: string, type: string) => UpstreamAnswer | undefined;
  /** The namespace of the pod that asks, by whose search list autopath goes. */
  readonly namespace?: string;
  /** The search list of a file that autopath names. */
  readonly searchPath?: SearchPath;
}

/** What kubeadm writes: what a cluster has whose Corefile cannot be read. */
const USUAL_COREFILE = `.:53 {
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    pods insecure
    fallthrough in-addr.arpa ip6.arpa
    ttl 30
  }
  forward . /etc/resolv.conf
}`;

/** So often a question is asked anew in the same answer, for the targets of aliases. */
const MAX_TARGETS = 8;

/** ConfigMaps that are mounted as folders beside the Corefile: its own, and the one that k3s and AKS leave to users. */
const FOLDERS = [
  { name: 'coredns', folder: '/etc/coredns/' },
  { name: 'coredns-custom', folder: '/etc/coredns/custom/' },
] as const;

/**
 * What the cluster's CoreDNS answers, by the Corefile in ConfigMap kube-system/coredns: the server block of the longest zone, its plugins
 * in CoreDNS's own order. What leaves the cluster is UPSTREAM unless `upstream` answers it; what a plugin that is not followed, an
 * imported file or a line that cannot be understood may decide is UNKNOWN.
 */
export function clusterAnswer(question: DnsQuestion, cluster: ClusterIndex, options: ClusterAnswerOptions = {}): DnsAnswer {
  const read = filesOf(cluster);
  return ask(question, corefileOf(cluster.get('ConfigMap', 'coredns', 'kube-system'), read), { cluster, options, read }, 0);
}

/** The Corefile, or that of kubeadm where it cannot be read or is somewhere else. */
export function corefileOf(configMap: Lookup<ConfigMap>, read?: ReadFiles): Corefile {
  const text = configMap.state === 'found' ? configMap.item.data['Corefile'] : undefined;
  return parseCorefile(text ?? USUAL_COREFILE, read);
}

/** The files beside the Corefile that a path or glob names, as far as ConfigMaps hold them; undefined where that is not known. */
function filesOf(cluster: ClusterIndex): ReadFiles {
  return (path) => {
    const place = FOLDERS.findLast(({ folder }) => path.startsWith(folder) || !path.startsWith('/'));
    if (place === undefined) return undefined;
    const configMap = cluster.get('ConfigMap', place.name, 'kube-system');
    if (configMap.state !== 'found') return configMap.state === 'absent' && place.name === 'coredns-custom' ? [] : undefined;
    const wanted = path.replace(place.folder, '').replace(/^(\.\/)?custom\//, '');
    const pattern = new RegExp(`^${wanted.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
    return Object.entries(configMap.item.data).flatMap(([name, text]) => (pattern.test(name) ? [text] : []));
  };
}

interface Setting {
  readonly cluster: ClusterIndex;
  readonly options: ClusterAnswerOptions;
  readonly read: ReadFiles;
}

function ask(question: DnsQuestion, corefile: Corefile, setting: Setting, depth: number): DnsAnswer {
  const [unclear] = [...corefile.unseen, ...corefile.problems];
  if (unclear !== undefined) return unknown(`the Corefile is not fully understood: ${unclear}`);
  const server = serverFor(corefile, question.name);
  if (server === undefined)
    return emptyAnswer('REFUSED', 'no server of the Corefile answers for this name', { evidence: [corefileEvidence('no such zone')] });
  const [file] = server.unseen;
  if (file !== undefined) return unknown(`the Corefile imports ${file}, which is not in the API`);
  const { placed, unknown: strangers } = pluginsInOrder(server);
  const [stranger] = strangers;
  if (stranger !== undefined)
    return unknown(`plugin "${stranger.name}" (line ${stranger.line}) is not CoreDNS's own, and may answer anything`);
  const chain: Chain = { server, plugins: placed.filter(({ role }) => role !== 'quiet'), setting };
  const answer = through(chain, 0, question);
  if (answer.follow === undefined || depth >= MAX_TARGETS) return answer;
  return withTarget(answer, ask({ name: answer.follow, type: question.type }, corefile, setting, depth + 1));
}

/** The plugins of one server that may have to do with an answer, in the order in which they are asked. */
interface Chain {
  readonly server: ServerBlock;
  readonly plugins: readonly PlacedPlugin[];
  readonly setting: Setting;
}

function through(chain: Chain, from: number, question: DnsQuestion): DnsAnswer {
  for (const [index, { directive, role }] of chain.plugins.entries()) {
    if (index < from) continue;
    const answer =
      role === 'open'
        ? mayTouch(directive, chain.server, question)
          ? unknown(`plugin ${directive.name} (line ${directive.line}) may decide, and is not followed`)
          : undefined
        : byPlugin(directive, chain, index, question);
    if (answer !== undefined) return answer;
  }
  return emptyAnswer('SERVFAIL', 'no plugin of the server answers for this name', { evidence: [corefileEvidence('no plugin takes it')] });
}

function unknown(says: string): DnsAnswer {
  return emptyAnswer('UNKNOWN', says, { evidence: [corefileEvidence(says)] });
}

function corefileEvidence(says: string): Evidence {
  return { object: { kind: 'ConfigMap', namespace: 'kube-system', name: 'coredns' }, field: 'data.Corefile', says };
}

/** What one line of the Corefile answers; undefined: the next one is asked. Lines of one plugin that act as one act where the first stands. */
function byPlugin(directive: Directive, chain: Chain, index: number, question: DnsQuestion): DnsAnswer | undefined {
  const { server, setting, plugins } = chain;
  const { cluster, options, read } = setting;
  const same = plugins.filter((one) => one.directive.name === directive.name).map((one) => one.directive);
  const isFirst = same[0] === directive;
  switch (directive.name) {
    case 'rewrite':
      return isFirst ? rewritten(same, chain, index + same.length, question) : undefined;
    case 'autopath':
      return searched(directive, chain, index, question);
    case 'template': {
      if (!isFirst) return undefined;
      const templates = same.map((one) => templateSettings(one, server));
      return (
        problemOf(templates.flatMap(({ zones, problems }) => (zoneOf(question.name, zones) === undefined ? [] : problems))) ??
        templateAnswer(question, templates)
      );
    }
    case 'hosts': {
      const settings = hostsSettings(directive, server, read);
      return zoneOf(question.name, settings.zones) === undefined
        ? undefined
        : (problemOf(settings.problems) ?? hostsAnswer(question, settings));
    }
    case 'kubernetes': {
      const settings = kubernetesSettings(directive, server);
      if (zoneOf(question.name, settings.zones) === undefined) return undefined;
      if (zoneOf(question.name, settings.multicluster) !== undefined) return unknown('ServiceImports answer in this zone (multicluster)');
      return (
        problemOf(settings.problems) ?? passedOn(kubernetesAnswer(question, settings, cluster, options), settings.fallthrough, question)
      );
    }
    case 'k8s_external': {
      const settings = k8sExternalSettings(directive, server);
      if (zoneOf(question.name, settings.zones) === undefined) return undefined;
      return problemOf(settings.problems) ?? passedOn(externalAnswer(question, settings, cluster), settings.fallthrough, question);
    }
    case 'forward': {
      const settings = forwardSettings(directive);
      const answer = forwardAnswer(question, settings);
      return answer === undefined ? undefined : (problemOf(settings.problems) ?? fromUpstream(answer, directive, question, options));
    }
    default:
      return unknown(`plugin ${directive.name} (line ${directive.line}) may decide`);
  }
}

function problemOf([problem]: readonly string[]): DnsAnswer | undefined {
  return problem === undefined ? undefined : unknown(problem);
}

/** A name that does not exist goes on to the next plugin where the Corefile says so. */
function passedOn(answer: DnsAnswer | undefined, fallthrough: readonly string[] | undefined, { name }: DnsQuestion): DnsAnswer | undefined {
  return answer?.kind === 'NXDOMAIN' && fallsThrough(fallthrough, name) ? undefined : answer;
}

function rewritten(lines: readonly Directive[], chain: Chain, next: number, question: DnsQuestion): DnsAnswer | undefined {
  const effect = rewriteEffect(question, lines);
  switch (effect.state) {
    case 'same':
      return undefined;
    case 'fails':
      return emptyAnswer('SERVFAIL', effect.says, { evidence: [corefileEvidence(effect.says)] });
    case 'unknown':
      return unknown(effect.says);
    case 'rewritten': {
      const answer = through(chain, next, effect.question);
      return {
        ...answer,
        answers: answer.answers.map(effect.restore),
        says: `${effect.says}: ${answer.says}`,
        evidence: [corefileEvidence(effect.says), ...answer.evidence],
      };
    }
  }
}

function searched(directive: Directive, chain: Chain, index: number, question: DnsQuestion): DnsAnswer | undefined {
  const { server, plugins, setting } = chain;
  const settings = autopathSettings(directive, server);
  const kubernetes = plugins.find((one) => one.directive.name === 'kubernetes');
  const byPod =
    kubernetes === undefined
      ? undefined
      : kubernetesSearchPath(question.name, kubernetesSettings(kubernetes.directive, server), setting.options.namespace);
  const search = settings.from !== null && 'file' in settings.from ? (setting.options.searchPath ?? [null]) : byPod;
  return search === undefined ? undefined : autopathAnswer(question, settings, search, (one) => through(chain, index + 1, one));
}

function fromUpstream(answer: DnsAnswer, { line }: Directive, { name, type }: DnsQuestion, { upstream }: ClusterAnswerOptions): DnsAnswer {
  const says = `${answer.says} (forward, line ${line} of the Corefile)`;
  const evidence = [corefileEvidence('forward')];
  const told = upstream?.(name, type);
  if (told === undefined) return emptyAnswer('UPSTREAM', says, { evidence });
  if (told.rcode !== 'NOERROR') return emptyAnswer(told.rcode, `${says}, which says ${told.rcode}`, { evidence });
  return told.answers.length === 0 ? emptyAnswer('NODATA', says, { evidence }) : answerWith(told.answers, says, { evidence });
}

/** An alias whose target lies elsewhere is completed by what the server says of it; what that does not find leaves the alias alone. */
function withTarget(answer: DnsAnswer, target: DnsAnswer): DnsAnswer {
  const evidence = [...answer.evidence, ...target.evidence];
  if (target.kind === 'ANSWER')
    return { ...answer, answers: [...answer.answers, ...target.answers], says: `${answer.says}: ${target.says}`, evidence };
  if (target.kind === 'UPSTREAM' || target.kind === 'UNKNOWN') return { ...target, answers: answer.answers, evidence };
  return { ...answer, says: `${answer.says}, which has no such record: ${target.says}`, evidence };
}
