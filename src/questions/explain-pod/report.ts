import { whyNotReady } from '../../audit/facts/pod-readiness.ts';
import { explaining, judge, judgeable } from '../../audit/judge.ts';
import { RULES } from '../../audit/rules/index.ts';
import { clusterDomainOf, clusterNameserverOf, DNS_CACHE, DNS_SERVICE_SCOPE, dnsPolicyOf } from '../../engines/dns/index.ts';
import { policiesOf } from '../../engines/policy/index.ts';
import { type ClusterIndex, indexSnapshot } from '../../model/cluster-index.ts';
import type { Lookup } from '../../model/listing.ts';
import type { PodIdentity, PodOutcome, PodReport } from '../../model/pod-report.ts';
import type { Node } from '../../model/resources/node.ts';
import { conditionOf, isPodFinished, isPodReady, isPodTerminating, type Pod } from '../../model/resources/pod.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { coverageOf } from '../coverage.ts';
import { recentWarnings } from '../recent-warnings.ts';
import { podIsolation } from '../who-connects/pod.ts';
import { unreadPolicies } from '../who-connects/unread-policies.ts';
import { assumptionsOf, notCheckedOf } from './assumptions.ts';
import { containersOf, portConflictsOf } from './containers.ts';
import { dnsOf } from './dns.ts';
import { hostPortsOf, networkOf } from './network.ts';
import { servicesOf } from './services.ts';
import { summaryOf } from './summary.ts';

/** Explains one Pod from a snapshot that was narrowed to what explaining it reads. */
export function podReport(pod: Pod, snapshot: ClusterSnapshot): PodReport {
  const cluster = indexSnapshot(snapshot);
  const { namespace = '', name } = pod.metadata;
  const { nodeName } = pod.spec;
  const node: Lookup<Node> = nodeName === undefined ? { state: 'absent' } : cluster.get('Node', nodeName);
  const kubeletVersion = node.state === 'found' ? node.item.status.kubeletVersion : undefined;
  const domain = clusterDomainOf(cluster.get('ConfigMap', 'coredns', 'kube-system'));
  const nameserver = clusterNameserverOf(
    cluster.list('Service', DNS_SERVICE_SCOPE),
    cluster.get('DaemonSet', DNS_CACHE.name, DNS_CACHE.namespace),
  );
  const asked = dnsPolicyOf(pod) === 'ClusterFirst' ? { domain, nameserver } : undefined;
  const rules = judgeable(explaining(RULES), cluster);
  const { findings, skipped } = judge(rules, 'Pod', [pod], cluster);
  const left = explaining(RULES)
    .filter((rule) => rule.subject === 'Pod' && !rules.includes(rule))
    .map(({ code }) => code);

  const policies = policiesOf(cluster);
  const facts = {
    outcome: outcomeOf(pod),
    pod: identityOf(pod, cluster),
    network: networkOf(pod, node),
    containers: containersOf(pod),
    portConflicts: portConflictsOf(pod),
    hostPorts: hostPortsOf(pod, node),
    dns: dnsOf(pod, {
      clusterDNS: nameserver.address === undefined ? null : [nameserver.address],
      clusterDomain: domain.domain,
      ...(kubeletVersion === undefined ? {} : { version: kubeletVersion }),
    }),
    ...servicesOf(pod, cluster),
    policies: { ingress: podIsolation('ingress', pod, policies), egress: podIsolation('egress', pod, policies) },
  };
  return {
    apiVersion: 'netexplain/v1',
    kind: 'Pod',
    question: { object: `pod/${namespace}/${name}` },
    summary: summaryOf(facts),
    ...facts,
    events: recentWarnings([{ kind: 'Pod', namespace, name }], cluster),
    findings,
    assumptions: assumptionsOf(facts, asked),
    coverage: coverageOf(snapshot, skipped, [...unreadPolicies(snapshot), ...notCheckedOf(asked, left)]),
  };
}

function outcomeOf(pod: Pod): PodOutcome {
  const ready = conditionOf(pod.status.conditions, 'Ready')?.status;
  if (isPodFinished(pod)) return 'finished';
  if (pod.status.phase === 'Unknown' || ready === 'Unknown') return 'unknown';
  if (pod.status.phase === 'Pending') return 'not-running';
  return ready === 'True' ? 'ready' : 'not-ready';
}

function identityOf(pod: Pod, cluster: ClusterIndex): PodIdentity {
  const { namespace = '', name, labels, ownerReferences } = pod.metadata;
  const controller = ownerReferences.find((one) => one.controller === true);
  const ready = isPodReady(pod);
  const terminating = isPodTerminating(pod);
  return {
    namespace,
    name,
    labels,
    phase: pod.status.phase,
    ready,
    terminating,
    ...((ready && !terminating) || isPodFinished(pod) ? {} : { whyNotReady: whyNotReady(pod, cluster).says }),
    ...(controller === undefined ? {} : { controlledBy: { kind: controller.kind, name: controller.name } }),
  };
}
