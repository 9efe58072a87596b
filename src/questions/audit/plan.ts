import { exceedsEndpoints } from '../../audit/facts/endpoints-capacity.ts';
import { examinedKinds, type Rule } from '../../audit/rule.ts';
import { ONE_BY_ONE, podsOf, slicesOf } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { KINDS, type Kind } from '../../model/kind.ts';
import { gapsOf, knownItems, type Need } from '../../model/listing.ts';
import { isPodFinished, isPodTerminating } from '../../model/resources/pod.ts';
import { hasSelector, type Service } from '../../model/resources/service.ts';
import { askedBy, distinctNeeds, type ReadingPlan, withSecrets } from '../reading-plan.ts';
import { type AuditSelection, subjectKinds, subjectsOf } from './subjects.ts';

/** The ConfigMaps that configure the cluster. No other is read but those that one of these, or a DaemonSet, leads to. */
const CONFIG_MAPS = ['coredns', 'kube-proxy', 'kube-proxy-config'] as const;

/** Kinds of which only single objects are asked for, by name. Of Secrets their existence, and with `readSecrets` what they hold. */
const BY_NAME: readonly Kind[] = ['ConfigMap', 'Secret'];

/** What Services without a pod may be waiting for. */
const WORKLOADS: readonly Kind[] = ['Deployment', 'StatefulSet', 'ReplicaSet'];

/**
 * What an audit reads: each kind that its rules examine or look at, once, for the namespace or for the cluster; of some kinds only what
 * stands behind the few Services that lack endpoints or pods; then what rules ask for beyond that, as long as it is little. A rule that
 * would want more of other namespaces is not judged.
 * @param readSecrets whether the Secrets that rules ask for are read one by one, however many they are, with what they hold
 */
export function auditReadingPlan(rules: readonly Rule[], selection: AuditSelection, readSecrets = false): ReadingPlan {
  const plan = judgingPlan(rules, selection, readSecrets);
  return readSecrets ? withSecrets(plan) : plan;
}

function* judgingPlan(rules: readonly Rule[], selection: AuditSelection, readSecrets: boolean): ReadingPlan {
  const subjects = subjectKinds(rules);
  const kinds = [...new Set([...subjects, ...rules.flatMap((rule) => rule.reads)])];
  const behind = (kind: Kind) => kind === 'Endpoints' || WORKLOADS.includes(kind);
  const cluster = yield [
    ...kinds.filter((kind) => !BY_NAME.includes(kind) && (!behind(kind) || subjects.includes(kind))).map((kind) => needOf(kind, selection)),
    ...(kinds.includes('ConfigMap') ? CONFIG_MAPS.map((name): Need => ({ kind: 'ConfigMap', namespace: 'kube-system', name })) : []),
  ];
  const services = kinds.some(behind) ? knownItems(cluster.list('Service', scopeOf('Service', selection))) : [];
  yield [
    ...(kinds.includes('Endpoints') ? endpointsNeeds(services, selection, cluster) : []),
    ...WORKLOADS.filter((kind) => kinds.includes(kind)).flatMap((kind) => workloadNeeds(kind, services, selection, cluster)),
  ];
  const asking = rules.filter((rule) => selection.namespace !== undefined || rule.reads.some((kind) => BY_NAME.includes(kind)));
  yield* askedBy(
    (index, attempt) => {
      for (const rule of asking) ask(rule, selection, index, attempt);
    },
    (wanted) =>
      kinds.flatMap((kind) => {
        const own = wanted.filter((need) => need.kind === kind);
        return few(own, kind === 'Secret' && readSecrets ? Number.POSITIVE_INFINITY : ONE_BY_ONE) ?? instead(kind, selection);
      }),
  );
}

function needOf(kind: Kind, selection: AuditSelection): Need {
  return { kind, ...scopeOf(kind, selection) };
}

function scopeOf(kind: Kind, { namespace }: AuditSelection): { readonly namespace?: string } {
  return namespace === undefined || !KINDS[kind].namespaced ? {} : { namespace };
}

/** Endpoints, of Services that have no slices, or more than fits there, or of which the server does not have them. */
function endpointsNeeds(services: readonly Service[], selection: AuditSelection, cluster: ClusterIndex): readonly Need[] {
  const without = services.filter((service) => {
    if (service.spec.type === 'ExternalName') return false;
    const slices = slicesOf(service, cluster);
    if (exceedsEndpoints(slices)) return true;
    return slices.state === 'complete' ? slices.items.length === 0 : gapsOf(slices).some((gap) => gap.reason === 'not-served');
  });
  const needs = without.map(({ metadata: { namespace = '', name } }): Need => ({ kind: 'Endpoints', namespace, name }));
  return needs.length > ONE_BY_ONE ? [needOf('Endpoints', selection)] : needs;
}

/** The workloads of namespaces where a Service has no pod that stays. */
function workloadNeeds(kind: Kind, services: readonly Service[], selection: AuditSelection, cluster: ClusterIndex): readonly Need[] {
  const without = services.filter(
    (service) => hasSelector(service) && knownItems(podsOf(service, cluster)).every((pod) => isPodFinished(pod) || isPodTerminating(pod)),
  );
  const needs = [...new Set(without.map(({ metadata }) => metadata.namespace ?? ''))].map((namespace): Need => ({ kind, namespace }));
  return needs.length > ONE_BY_ONE ? [needOf(kind, selection)] : needs;
}

function ask(rule: Rule, selection: AuditSelection, cluster: ClusterIndex, attempt: (part: () => void) => void): void {
  for (const kind of examinedKinds(rule)) {
    for (const subject of knownItems(subjectsOf(kind, selection, cluster))) attempt(() => rule.check(subject, cluster, kind));
  }
}

/** Objects by name, label or field, and the ReferenceGrants of single namespaces, if they are few; undefined where they are many. */
function few(wanted: readonly Need[], limit: number): readonly Need[] | undefined {
  const isNarrow = ({ kind, namespace, name, labels, fields }: Need) =>
    name !== undefined || labels !== undefined || fields !== undefined || (kind === 'ReferenceGrant' && namespace !== undefined);
  const distinct = distinctNeeds(wanted.filter(isNarrow));
  return distinct.length > limit ? undefined : distinct;
}

/** What is read where single objects would be too many: of Secrets a list of their metadata, else nothing. */
function instead(kind: Kind, selection: AuditSelection): readonly Need[] {
  return kind === 'Secret' ? [{ ...needOf(kind, selection), only: 'metadata' }] : [];
}
