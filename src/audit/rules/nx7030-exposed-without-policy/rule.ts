import { policiesAboutPod } from '../../../engines/policy/index.ts';
import { podsOf } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems } from '../../../model/listing.ts';
import { isPodFinished, type Pod } from '../../../model/resources/pod.ts';
import { perCluster } from '../../facts/by-value.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { POLICY_KINDS, policiesIn } from '../../facts/policies.ts';
import { waysIn } from '../../facts/ways-in.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** Whether policies say anything of what comes in to a pod; pods with the same labels in a namespace are judged once. */
const judged = perCluster(() => new Map<string, boolean | readonly Gap[]>());

export default defineRule({
  code: 'NX7030',
  title: 'Open to the outside without any ingress policy',
  severity: 'info',
  proof: 'certain',
  subject: 'Service',
  reads: ['Pod', ...POLICY_KINDS],
  wholeKinds: ['NetworkPolicy'],
  auditOnly: true,
  causes: [],
  check(service, cluster) {
    const ways = service.spec.ports.flatMap((port) => waysIn(service, port));
    const [first] = ways;
    if (first === undefined) return [];
    // Where nobody writes policies, their absence is no finding of each Service.
    const policies = cluster.list('NetworkPolicy');
    if (policies.state === 'complete' && policies.items.length === 0) return [];
    const pods = podsOf(service, cluster);
    const live = knownItems(pods).filter((pod) => !isPodFinished(pod) && !pod.spec.hostNetwork);
    const open = live.map((pod) => isOpen(pod, cluster));
    if (open.includes(false)) return [];
    const gaps = [...gapsOf(pods), ...open.flatMap((one) => (typeof one === 'boolean' ? [] : one))];
    if (gaps.length > 0) return unjudged(gaps);
    if (live.length === 0) return [];
    const { namespace = '', name } = service.metadata;
    return [
      {
        args: {
          namespace,
          name,
          ways: enumerate(
            ways.map(({ says }) => says),
            3,
          ),
          pods: live.length,
        },
        evidence: [first.shown],
      },
    ];
  },
  message: ({ ways, pods }) =>
    `it is open to the outside (${ways}), and no policy is about what comes in to ${pods === 1 ? 'the pod' : `the ${pods} pods`} behind it: only firewalls outside the cluster restrict who connects`,
  remedy: ({ namespace, name }) =>
    `If not everybody is meant, write a NetworkPolicy for the pods of Service ${namespace}/${name} that names who may come in.`,
});

function isOpen(pod: Pod, cluster: ClusterIndex): boolean | readonly Gap[] {
  const { namespace, labels } = pod.metadata;
  const known = judged(cluster);
  const key = JSON.stringify([namespace, labels]);
  const found = known.get(key) ?? openness(pod, cluster);
  known.set(key, found);
  return found;
}

function openness(pod: Pod, cluster: ClusterIndex): boolean | readonly Gap[] {
  const { isolating, maybe, before, after, doubts, gaps } = policiesAboutPod('ingress', pod, policiesIn(cluster));
  if (isolating.length + maybe.length + before.length + after.length > 0) return false;
  const missing = [...gaps, ...doubts.flatMap((doubt) => doubt.gaps)];
  return missing.length > 0 ? missing : doubts.length === 0;
}
