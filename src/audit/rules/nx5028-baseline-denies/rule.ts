import { type Direction, type Rule as PolicyRule, podsOfSubject, policiesAboutPod } from '../../../engines/policy/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Gap } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { Pod } from '../../../model/resources/pod.ts';
import { perCluster } from '../../facts/by-value.ts';
import { counted, enumerate } from '../../facts/enumerate.ts';
import { isNotFollowed, POLICY_KINDS, policiesIn } from '../../facts/policies.ts';
import { defineRule, type Hit, type Unjudged, unjudged } from '../../rule.ts';

interface BaselineArgs extends Readonly<Record<string, string | number>> {
  readonly kind: string;
  readonly name: string;
  readonly direction: string;
  readonly rules: string;
  readonly pods: string;
  readonly namespaces: string;
}

/** Whether a NetworkPolicy isolates a pod, or may; pods with the same labels in a namespace are judged once. */
const judged = perCluster(() => new Map<string, boolean | readonly Gap[]>());

export default defineRule({
  code: 'NX5028',
  title: 'Baseline policy denies where no NetworkPolicy selects',
  severity: 'info',
  proof: 'certain',
  subject: ['ClusterNetworkPolicy', 'BaselineAdminNetworkPolicy'],
  reads: ['Pod', 'DaemonSet', ...POLICY_KINDS],
  wholeKinds: ['Pod', 'DaemonSet', 'NetworkPolicy'],
  auditOnly: true,
  causes: [],
  check({ metadata }, cluster, kind) {
    const policies = policiesIn(cluster);
    const policy = policies.admin(kind).items.find(({ ref }) => ref.name === metadata.name);
    if (policy?.tier !== 'Baseline' || isNotFollowed(kind, cluster)) return [];
    const sides = (['ingress', 'egress'] as const).filter((direction) => policy.rules[direction].some(isDeny));
    if (sides.length === 0) return [];
    const subject = podsOfSubject(policy, policies, cluster);
    if (subject.gaps.length > 0) return unjudged(subject.gaps);
    const pods = subject.pods.filter(({ spec }) => !spec.hostNetwork);
    return sides.flatMap((direction): readonly (Hit<BaselineArgs> | Unjudged)[] => {
      const verdicts = pods.map((pod) => ({ pod, isolated: isIsolated(direction, pod, cluster) }));
      const gaps = verdicts.flatMap(({ isolated }) => (typeof isolated === 'boolean' ? [] : isolated));
      if (gaps.length > 0) return unjudged(gaps);
      const open = verdicts.flatMap(({ pod, isolated }) => (isolated === false ? [pod] : []));
      const denying = policy.rules[direction].filter(isDeny);
      const [example] = open;
      const [first] = denying;
      if (example === undefined || first === undefined) return [];
      const evidence = [
        { object: refTo(kind, metadata), field: `${first.field}.action`, value: 'Deny', says: `for ${direction}` },
        {
          object: refTo('Pod', example.metadata),
          field: 'metadata.labels',
          says: `no NetworkPolicy that is about ${direction} selects it`,
        },
      ] as const;
      const args = { kind, name: metadata.name, direction, rules: enumerate(denying.map(described)), pods: counted(open.length, 'pod') };
      return [{ args: { ...args, namespaces: enumerate(namespacesOf(open)) }, evidence }];
    });
  },
  message: ({ direction, rules, pods, namespaces }) =>
    `no NetworkPolicy isolates ${pods} of ${namespaces} for ${direction}, so that ${rules} decides there: Deny for whom it names, unless a rule before it accepts`,
  remedy: ({ kind, name, direction }) =>
    `Nothing is wrong: whatever is to pass there needs a NetworkPolicy with a rule for ${direction}, or an Accept before it in ${kind} ${name}.`,
});

function isDeny({ action }: PolicyRule): boolean {
  return action === 'deny';
}

function described({ field, name }: PolicyRule): string {
  return name === undefined ? field : `${field} (${name})`;
}

function isIsolated(direction: Direction, pod: Pod, cluster: ClusterIndex): boolean | readonly Gap[] {
  const { namespace, labels } = pod.metadata;
  const known = judged(cluster);
  const key = JSON.stringify([direction, namespace, labels]);
  const found = known.get(key) ?? isolation(direction, pod, cluster);
  known.set(key, found);
  return found;
}

function isolation(direction: Direction, pod: Pod, cluster: ClusterIndex): boolean | readonly Gap[] {
  const { isolating, maybe, doubts } = policiesAboutPod(direction, pod, policiesIn(cluster));
  if (isolating.length + maybe.length > 0) return true;
  const gaps = doubts.filter(({ unread }) => unread === 'NetworkPolicy').flatMap((doubt) => doubt.gaps);
  return gaps.length > 0 ? gaps : false;
}

function namespacesOf(pods: readonly Pod[]): readonly string[] {
  return [...new Set(pods.map(({ metadata }) => metadata.namespace ?? ''))];
}
