import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { DnsRecord } from '../../../model/dns-report.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { answerWith, type DnsAnswer, type DnsQuestion, emptyAnswer } from './answer.ts';
import { autopathAnswer, autopathSettings, kubernetesSearchPath, type SearchPath } from './autopath.ts';
import { type Corefile, type Directive, type ReadFiles, type ServerBlock, serverFor } from './corefile.ts';
import { asksNext, type ForwardTarget, forwardAnswer, forwardSettings } from './forward.ts';
import { hostsAnswer, hostsSettings } from './hosts.ts';
import { externalAnswer } from './k8s-external.ts';
import { kubernetesAnswer } from './kubernetes.ts';
import type { KubernetesOptions } from './kubernetes-context.ts';
import { mayTouch, type PlacedPlugin, pluginsInOrder } from './plugin-order.ts';
import { fallsThrough, type KubernetesSettings, k8sExternalSettings, kubernetesSettings } from './plugin-settings.ts';
import { rewriteEffect } from './rewrite.ts';
import { templateAnswer, templateSettings } from './template.ts';
import { zoneOf } from './zone-name.ts';

/** What a server outside the cluster says. */
export interface UpstreamAnswer {
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';
  readonly answers: readonly DnsRecord[];
}

/** What is not in the API, or not of the server. */
export interface ServerOptions extends KubernetesOptions {
  /** What servers outside say; undefined for a name of which that is not known. */
  readonly upstream?: (name: string, type: string) => UpstreamAnswer | undefined;
  /** The namespace of the pod that asks, by whose search list autopath goes. */
  readonly namespace?: string;
  /** The search list of a file that autopath names. */
  readonly searchPath?: SearchPath;
}

/** So often a question is asked anew in the same answer, for the targets of aliases. */
const MAX_TARGETS = 8;

/** Where a Corefile stands, and what its server can reach. */
export interface ServerSetting {
  readonly cluster: ClusterIndex;
  readonly options: ServerOptions;
  /** The files beside the Corefile. */
  readonly read: ReadFiles;
  /** The ConfigMap in kube-system that holds the Corefile; null: it could not be read, and is taken to be as usual. */
  readonly configMap: string | null;
  /** Whose server it is, in words. */
  readonly pods: string;
  /** What those answer to whom a question is forwarded, where that can be told; undefined: they are outside. */
  readonly onward?: (targets: readonly ForwardTarget[], question: DnsQuestion) => DnsAnswer | undefined;
}

/**
 * What a CoreDNS answers by its Corefile: the server block of the longest zone, its plugins in CoreDNS's own order. What leaves the cluster
 * is UPSTREAM unless `upstream` answers it; what a plugin that is not followed, an imported file or a line that cannot be understood may
 * decide is UNKNOWN. Source: coredns core/dnsserver/server.go, ServeDNS (1.11 to 1.14).
 */
export function serverAnswer(question: DnsQuestion, corefile: Corefile, setting: ServerSetting): DnsAnswer {
  return ask(question, corefile, setting, 0);
}

function ask(question: DnsQuestion, corefile: Corefile, setting: ServerSetting, depth: number): DnsAnswer {
  const [unclear] = [...corefile.unseen, ...corefile.problems];
  if (unclear !== undefined) return unknown(setting, `the Corefile is not fully understood: ${unclear}`);
  const server = serverFor(corefile, question.name);
  if (server === undefined)
    return emptyAnswer('REFUSED', 'no server of the Corefile answers for this name', {
      evidence: corefileEvidence(setting, 'no such zone'),
    });
  const [file] = server.unseen;
  if (file !== undefined) return unknown(setting, `the Corefile imports ${file}, which is not in the API`);
  const view = server.plugins.find(({ name }) => name === 'view');
  if (view !== undefined) return unknown(setting, `the view in line ${view.line} decides which server block answers, and is not followed`);
  const { placed, unknown: strangers } = pluginsInOrder(server);
  const [stranger] = strangers;
  if (stranger !== undefined)
    return unknown(setting, `plugin "${stranger.name}" (line ${stranger.line}) is not CoreDNS's own, and may answer anything`);
  const chain: Chain = { server, plugins: placed.filter(({ role }) => role !== 'quiet'), setting };
  const answer = through(chain, 0, question);
  if (answer.follow === undefined || depth >= MAX_TARGETS) return answer;
  return withTarget(answer, ask({ name: answer.follow, type: question.type }, corefile, setting, depth + 1));
}

/** The plugins of one server that may have to do with an answer, in the order in which they are asked. */
interface Chain {
  readonly server: ServerBlock;
  readonly plugins: readonly PlacedPlugin[];
  readonly setting: ServerSetting;
}

function through(chain: Chain, from: number, question: DnsQuestion): DnsAnswer {
  for (const [index, { directive, role }] of chain.plugins.entries()) {
    if (index < from) continue;
    const answer =
      role === 'open'
        ? mayTouch(directive, chain.server, question)
          ? unknown(chain.setting, `plugin ${directive.name} (line ${directive.line}) may decide, and is not followed`)
          : undefined
        : byPlugin(directive, chain, index, question);
    // What another server of the cluster answered has its own plugin already.
    const by = directive.name === 'forward' ? answer?.by : undefined;
    if (answer === undefined) continue;
    const here = chain.setting.configMap === null ? undefined : { plugin: directive.name, line: directive.line };
    const told = by ?? here;
    return told === undefined ? answer : { ...answer, by: told };
  }
  const evidence = corefileEvidence(chain.setting, 'no plugin takes it');
  return emptyAnswer('SERVFAIL', 'no plugin of the server answers for this name', { evidence });
}

function unknown(setting: ServerSetting, says: string): DnsAnswer {
  return emptyAnswer('UNKNOWN', says, { evidence: corefileEvidence(setting, says) });
}

function corefileEvidence({ configMap }: ServerSetting, says: string): readonly Evidence[] {
  if (configMap === null) return [];
  return [{ object: { kind: 'ConfigMap', namespace: 'kube-system', name: configMap }, field: 'data.Corefile', says }];
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
        problemOf(
          setting,
          templates.flatMap(({ zones, problems }) => (zoneOf(question.name, zones) === undefined ? [] : problems)),
        ) ?? templateAnswer(question, templates)
      );
    }
    case 'hosts': {
      const settings = hostsSettings(directive, server, read);
      return zoneOf(question.name, settings.zones) === undefined
        ? undefined
        : (problemOf(setting, settings.problems) ?? hostsAnswer(question, settings));
    }
    case 'kubernetes': {
      const settings = kubernetesSettings(directive, server);
      if (zoneOf(question.name, settings.zones) === undefined) return undefined;
      if (zoneOf(question.name, settings.multicluster) !== undefined)
        return unknown(setting, 'ServiceImports answer in this zone (multicluster)');
      return (
        problemOf(setting, settings.problems) ??
        passedOn(kubernetesAnswer(question, settings, cluster, options), settings.fallthrough, question)
      );
    }
    case 'k8s_external': {
      const settings = k8sExternalSettings(directive, server);
      if (zoneOf(question.name, settings.zones) === undefined) return undefined;
      const services = kubernetesOf(chain);
      if (services === undefined) return unknown(setting, 'k8s_external does not start without the plugin kubernetes in its block');
      return (
        problemOf(setting, [...settings.problems, ...services.problems]) ??
        passedOn(externalAnswer(question, settings, services, cluster), settings.fallthrough, question)
      );
    }
    case 'forward': {
      const settings = forwardSettings(directive);
      const answer = forwardAnswer(question, settings, setting.pods);
      if (answer === undefined) return undefined;
      const said =
        problemOf(setting, settings.problems) ??
        setting.onward?.(settings.to, question) ??
        fromUpstream(answer, directive, question, setting);
      return asksNext(settings, said) && plugins[index + 1]?.directive.name === 'forward' ? undefined : said;
    }
    default:
      return unknown(setting, `plugin ${directive.name} (line ${directive.line}) may decide`);
  }
}

function problemOf(setting: ServerSetting, [problem]: readonly string[]): DnsAnswer | undefined {
  return problem === undefined ? undefined : unknown(setting, problem);
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
      return emptyAnswer('SERVFAIL', effect.says, { evidence: corefileEvidence(chain.setting, effect.says) });
    case 'unknown':
      return unknown(chain.setting, effect.says);
    case 'rewritten': {
      const answer = through(chain, next, effect.question);
      return {
        ...answer,
        answers: answer.answers.map(effect.restore),
        additional: answer.additional.map(effect.restore),
        says: `${effect.says}: ${answer.says}`,
        evidence: [...corefileEvidence(chain.setting, effect.says), ...answer.evidence],
      };
    }
  }
}

/** The settings of the kubernetes plugin of a server, which other plugins use. */
function kubernetesOf({ server, plugins }: Chain): KubernetesSettings | undefined {
  const found = plugins.find(({ directive }) => directive.name === 'kubernetes');
  return found && kubernetesSettings(found.directive, server);
}

function searched(directive: Directive, chain: Chain, index: number, question: DnsQuestion): DnsAnswer | undefined {
  const { server, setting } = chain;
  const settings = autopathSettings(directive, server);
  const services = kubernetesOf(chain);
  const byPod = services && kubernetesSearchPath(question.name, services, setting.options.namespace);
  const search = settings.from !== null && 'file' in settings.from ? (setting.options.searchPath ?? [null]) : byPod;
  return search === undefined ? undefined : autopathAnswer(question, settings, search, (one) => through(chain, index + 1, one));
}

function fromUpstream(answer: DnsAnswer, { line }: Directive, { name, type }: DnsQuestion, setting: ServerSetting): DnsAnswer {
  const says = setting.configMap === null ? answer.says : `${answer.says} (forward, line ${line} of the Corefile)`;
  const evidence = corefileEvidence(setting, 'forward');
  const told = setting.options.upstream?.(name, type);
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
