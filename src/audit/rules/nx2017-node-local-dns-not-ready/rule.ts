import { DNS_CACHE } from '../../../engines/dns/index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { conditionOf, isPodFinished, isPodReady, isPodTerminating, type Pod } from '../../../model/resources/pod.ts';
import { hasLasted, whyNotReady } from '../../facts/pod-readiness.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX2017',
  title: 'NodeLocal DNSCache not ready on a node',
  severity: 'info',
  proof: 'assumed',
  subject: 'DaemonSet',
  reads: ['Pod', 'Node', 'Event'],
  causes: [],
  check({ metadata, spec }, cluster) {
    const { namespace = '', name } = metadata;
    if (namespace !== DNS_CACHE.namespace || name !== DNS_CACHE.name) return [];
    const pods = cluster.list('Pod', { namespace, labels: spec.selector });
    const since = (pod: Pod) => conditionOf(pod.status.conditions, 'Ready')?.lastTransitionTime ?? pod.metadata.creationTimestamp;
    const failing = knownItems(pods).filter(
      (pod) => !isPodFinished(pod) && !isPodTerminating(pod) && !isPodReady(pod) && hasLasted(since(pod), cluster),
    );
    const hits = failing.map((pod) => {
      const { says, evidence } = whyNotReady(pod, cluster);
      return { args: { namespace, pod: pod.metadata.name, node: pod.spec.nodeName ?? '', why: says }, evidence: [evidence] as const };
    });
    const gaps = gapsOf(pods);
    return [...hits, ...(gaps.length === 0 ? [] : unjudged(gaps))];
  },
  message: ({ node, pod, why }) =>
    `the cache on ${node} is not ready (pod ${pod}: ${why}): if pods there ask it, as is usual with it, they get no answer`,
  remedy: ({ namespace, pod }) => `See what it says: kubectl describe pod -n ${namespace} ${pod}.`,
});
