import { type Direction, policiesAboutPod } from '../../../engines/policy/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished, type Pod } from '../../../model/resources/pod.ts';
import { perCluster } from '../../facts/by-value.ts';
import { counted, enumerate } from '../../facts/enumerate.ts';
import { isNobodyEnforcing, POLICY_KINDS, policiesIn } from '../../facts/policies.ts';
import { workloadOf } from '../../facts/workload-of-pod.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** Whether no policy has a say; pods with the same labels in a namespace are judged once. */
const judged = perCluster(() => new Map<string, boolean | readonly Gap[]>());

const SHOWN = 4;

export default defineRule({
  code: 'NX5013',
  title: 'Pods that no policy isolates',
  severity: 'info',
  proof: 'certain',
  subject: 'Namespace',
  reads: ['Pod', 'DaemonSet', ...POLICY_KINDS],
  wholeKinds: ['DaemonSet'],
  auditOnly: true,
  causes: [],
  check({ metadata }, cluster) {
    const policies = cluster.list('NetworkPolicy', { namespace: metadata.name });
    // Where there is none at all, that is what is to be told.
    const [first] = knownItems(policies);
    if (first === undefined) return policies.state === 'complete' ? [] : unjudged(gapsOf(policies));
    if (isNobodyEnforcing(cluster)) return [];
    const pods = cluster.list('Pod', { namespace: metadata.name });
    const live = knownItems(pods).filter((pod) => !pod.spec.hostNetwork && !isPodFinished(pod));
    const sides = (['ingress', 'egress'] as const).map((direction) => {
      const verdicts = live.map((pod) => ({ pod, open: isOpen(direction, pod, cluster) }));
      return {
        direction,
        open: verdicts.flatMap(({ pod, open }) => (open === true ? [pod] : [])),
        gaps: verdicts.flatMap(({ open }) => (typeof open === 'boolean' ? [] : open)),
      };
    });
    const gaps = [...gapsOf(pods), ...gapsOf(policies), ...sides.flatMap((side) => side.gaps)];
    if (gaps.length > 0) return unjudged(gaps);
    const told = sides.filter(({ open }) => open.length > 0);
    const [example] = told.flatMap(({ open }) => open);
    if (example === undefined) return [];
    const says = told.map(({ direction, open }) => `${describe(open, live.length)} for ${direction}`).join(', nor ');
    const evidence = [
      {
        object: refTo('Namespace', metadata),
        field: 'metadata.name',
        value: metadata.name,
        says: 'its policies leave some of its pods out',
      },
      { object: refTo('Pod', example.metadata), field: 'metadata.name', value: example.metadata.name, says: 'such a pod' },
    ] as const;
    return [{ args: { namespace: metadata.name, says }, evidence }];
  },
  message: ({ says }) => `it has policies, and none isolates ${says}: connections are not restricted there`,
  remedy: ({ namespace }) =>
    `If that is not meant, add a policy with podSelector: {} and the direction in policyTypes; what may connect then needs a rule: kubectl netexplain path --matrix -n ${namespace} shows who may talk to whom now.`,
});

function isOpen(direction: Direction, pod: Pod, cluster: ClusterIndex): boolean | readonly Gap[] {
  const { namespace, labels } = pod.metadata;
  const known = judged(cluster);
  const key = JSON.stringify([direction, namespace, labels]);
  const found = known.get(key) ?? openness(direction, pod, cluster);
  known.set(key, found);
  return found;
}

/** Where another maker's policy is about a pod, that may isolate it. */
function openness(direction: Direction, pod: Pod, cluster: ClusterIndex): boolean | readonly Gap[] {
  const { isolating, maybe, before, after, doubts } = policiesAboutPod(direction, pod, policiesIn(cluster));
  if (isolating.length + maybe.length + before.length + after.length > 0) return false;
  const gaps = doubts.flatMap((doubt) => doubt.gaps);
  return gaps.length > 0 ? gaps : doubts.length === 0;
}

/** `its 3 pods`, `2 of 5 pods (Deployment web and Pod tool)`. */
function describe(open: readonly Pod[], all: number): string {
  if (open.length === all) return all === 1 ? 'its pod' : `its ${all} pods`;
  const names = new Set(open.map((pod) => (hasWorkload(pod) ? workloadOf(pod) : `Pod ${pod.metadata.name}`)));
  return `${open.length} of ${counted(all, 'pod')} (${enumerate([...names], SHOWN)})`;
}

function hasWorkload({ metadata }: Pod): boolean {
  return metadata.ownerReferences.some(({ controller }) => controller === true);
}
