import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { DnsRecord } from '../../../model/dns-report.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Lookup } from '../../../model/listing.ts';
import type { ConfigMap } from '../../../model/resources/config-map.ts';
import { answerWith, type DnsAnswer, type DnsQuestion, emptyAnswer } from './answer.ts';
import { type Corefile, type Directive, parseCorefile, type ServerBlock, serverFor } from './corefile.ts';
import { externalAnswer } from './k8s-external.ts';
import { type KubernetesOptions, kubernetesAnswer } from './kubernetes.ts';
import { mayTouch, pluginsInOrder } from './plugin-order.ts';
import { fallsThrough, k8sExternalSettings, kubernetesSettings } from './plugin-settings.ts';
import { zoneOf } from './zone-name.ts';

/** What a server outside the cluster says. */
export interface UpstreamAnswer {
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';
  readonly answers: readonly DnsRecord[];
}

/** What is not in the API. */
export interface ClusterAnswerOptions extends KubernetesOptions {
  /** What servers outside say; undefined for a name of which that is not known. */
  readonly upstream?: (name: string, type: string) => UpstreamAnswer | undefined;
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

/**
 * What the cluster's CoreDNS answers, by the Corefile in ConfigMap kube-system/coredns: the server block of the longest zone, its plugins
 * in CoreDNS's own order. What leaves the cluster is UPSTREAM unless `upstream` answers it; what a plugin that is not followed, an
 * imported file or a line that cannot be understood may decide is UNKNOWN.
 */
export function clusterAnswer(question: DnsQuestion, cluster: ClusterIndex, options: ClusterAnswerOptions = {}): DnsAnswer {
  return ask(question, corefileOf(cluster.get('ConfigMap', 'coredns', 'kube-system')), cluster, options, 0);
}

/** The Corefile, or that of kubeadm where it cannot be read or is somewhere else. */
export function corefileOf(configMap: Lookup<ConfigMap>): Corefile {
  const text = configMap.state === 'found' ? configMap.item.data['Corefile'] : undefined;
  return parseCorefile(text ?? USUAL_COREFILE);
}

function ask(question: DnsQuestion, corefile: Corefile, cluster: ClusterIndex, options: ClusterAnswerOptions, depth: number): DnsAnswer {
  const server = serverFor(corefile, question.name);
  const unclear = [...corefile.unseen, ...corefile.problems];
  if (unclear.length > 0) return unknown(`the Corefile is not fully understood: ${unclear[0]}`);
  if (server === undefined)
    return emptyAnswer('REFUSED', 'no server of the Corefile answers for this name', { evidence: [corefileEvidence('no such zone')] });
  const [file] = server.unseen;
  if (file !== undefined) return unknown(`the Corefile imports ${file}, which is not in the API`);
  const { placed, unknown: strangers } = pluginsInOrder(server);
  const [stranger] = strangers;
  if (stranger !== undefined)
    return unknown(`plugin "${stranger.name}" (line ${stranger.line}) is not CoreDNS's own, and may answer anything`);
  for (const { directive, role } of placed) {
    if (role === 'quiet') continue;
    if (role === 'open') {
      if (mayTouch(directive, server, question))
        return unknown(`plugin ${directive.name} (line ${directive.line}) may decide, and is not followed`);
      continue;
    }
    const answer = byPlugin(directive, server, question, cluster, options);
    if (answer !== undefined) return withTarget(answer, question, corefile, cluster, options, depth);
  }
  return emptyAnswer('SERVFAIL', 'no plugin of the server answers for this name', {
    evidence: [corefileEvidence('neither kubernetes nor forward')],
  });
}

function unknown(says: string): DnsAnswer {
  return emptyAnswer('UNKNOWN', says, { evidence: [corefileEvidence(says)] });
}

function corefileEvidence(says: string): Evidence {
  return { object: { kind: 'ConfigMap', namespace: 'kube-system', name: 'coredns' }, field: 'data.Corefile', says };
}

function byPlugin(
  directive: Directive,
  server: ServerBlock,
  question: DnsQuestion,
  cluster: ClusterIndex,
  options: ClusterAnswerOptions,
): DnsAnswer | undefined {
  switch (directive.name) {
    case 'kubernetes': {
      const settings = kubernetesSettings(directive, server);
      if (zoneOf(question.name, settings.zones) === undefined) return undefined;
      const [problem] = settings.problems;
      if (problem !== undefined) return unknown(problem);
      if (zoneOf(question.name, settings.multicluster) !== undefined) return unknown('ServiceImports answer in this zone (multicluster)');
      return passedOn(kubernetesAnswer(question, settings, cluster, options), settings.fallthrough, question);
    }
    case 'k8s_external': {
      const settings = k8sExternalSettings(directive, server);
      if (zoneOf(question.name, settings.zones) === undefined) return undefined;
      const [problem] = settings.problems;
      if (problem !== undefined) return unknown(problem);
      return passedOn(externalAnswer(question, settings, cluster), settings.fallthrough, question);
    }
    case 'forward':
      return forwarded(directive, server, question, options);
    default:
      return unknown(`plugin ${directive.name} (line ${directive.line}) may decide`);
  }
}

/** A name that does not exist goes on to the next plugin where the Corefile says so. */
function passedOn(answer: DnsAnswer | undefined, fallthrough: readonly string[] | undefined, { name }: DnsQuestion): DnsAnswer | undefined {
  return answer?.kind === 'NXDOMAIN' && fallsThrough(fallthrough, name) ? undefined : answer;
}

/** Source: coredns plugin/forward/setup.go and forward.go, match. */
function forwarded(
  { args, body, line }: Directive,
  _server: ServerBlock,
  { name, type }: DnsQuestion,
  { upstream }: ClusterAnswerOptions,
): DnsAnswer | undefined {
  const [from = '.', ...to] = args;
  const except = body.filter((one) => one.name === 'except').flatMap((one) => one.args);
  if (zoneOf(name, [from]) === undefined || zoneOf(name, except) !== undefined) return undefined;
  const says = `asked upstream: ${to.join(', ')} (forward, line ${line} of the Corefile)`;
  const evidence = [corefileEvidence('forward')];
  const told = upstream?.(name, type);
  if (told === undefined) return emptyAnswer('UPSTREAM', says, { evidence });
  if (told.rcode !== 'NOERROR') return emptyAnswer(told.rcode, `${says}, which says ${told.rcode}`, { evidence });
  return told.answers.length === 0 ? emptyAnswer('NODATA', says, { evidence }) : answerWith(told.answers, says, { evidence });
}

/** An alias whose target lies elsewhere is completed by asking the server for it; what that does not find leaves the alias alone. */
function withTarget(
  answer: DnsAnswer,
  question: DnsQuestion,
  corefile: Corefile,
  cluster: ClusterIndex,
  options: ClusterAnswerOptions,
  depth: number,
): DnsAnswer {
  if (answer.follow === undefined || depth >= MAX_TARGETS) return answer;
  const target = ask({ name: answer.follow, type: question.type }, corefile, cluster, options, depth + 1);
  const evidence = [...answer.evidence, ...target.evidence];
  if (target.kind === 'ANSWER')
    return { ...answer, answers: [...answer.answers, ...target.answers], says: `${answer.says}: ${target.says}`, evidence };
  if (target.kind === 'UPSTREAM' || target.kind === 'UNKNOWN') return { ...target, answers: answer.answers, evidence };
  return { ...answer, says: `${answer.says}, which has no such record: ${target.says}`, evidence };
}
