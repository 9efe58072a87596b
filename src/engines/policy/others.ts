import { KINDS } from '../../model/kind.ts';
import type { Gap } from '../../model/listing.ts';
import { describeRef, refTo } from '../../model/object-ref.ts';
import type { Concern } from '../../model/resources/other-policy.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { isMalformed } from '../../model/values/malformed.ts';
import { type KnownLabels, selected } from './labels.ts';
import { both, type Doubt, type Match, open } from './match.ts';
import { type NamedOther, OTHER_KINDS, type OtherKind, type Policies } from './policies.ts';
import type { Direction } from './policy.ts';

/** Kinds of a service mesh, which only concern pods in it. */
export const MESH: ReadonlySet<OtherKind> = new Set<OtherKind>(['AuthorizationPolicy', 'PeerAuthentication']);

/** Where policies of a whole mesh stand. Source: istio.io, "Global Mesh Options", rootNamespace. */
export const MESH_NAMESPACE = 'istio-system';

/**
 * The policies of other makers (Cilium, Calico, Antrea, Istio) that concern a pod in a direction, or may: each is a reason why the verdict
 * is not known, since they are not followed.
 */
export function othersAbout(pod: Pod, direction: Direction, policies: Policies, only: 'all' | 'mesh'): readonly Doubt[] {
  const { namespace = '' } = pod.metadata;
  return OTHER_KINDS.filter((kind) => MESH.has(kind) || only === 'all').flatMap((kind) => {
    if (MESH.has(kind) && direction === 'egress') return [];
    const namespaces = KINDS[kind].namespaced ? new Set([namespace, ...(MESH.has(kind) ? [MESH_NAMESPACE] : [])]) : [undefined];
    const known = [...namespaces].map((one) => policies.others(kind, one));
    if (known.every(({ items, gaps }) => items.length === 0 && gaps.length === 0)) return [];
    if (MESH.has(kind) && !mayBeInMesh(pod, policies)) return [];
    return known.flatMap(({ items, gaps }) => [
      ...items.flatMap((other) => doubtAbout(other, pod, direction, policies)),
      ...unread(kind, gaps),
    ]);
  });
}

/** The policies of other makers that concern the programs of a node, or may. */
export function othersAboutNode(node: string, direction: Direction, policies: Policies): readonly Doubt[] {
  return OTHER_KINDS.filter((kind) => !KINDS[kind].namespaced).flatMap((kind) => {
    const { items, gaps } = policies.others(kind, undefined);
    const doubts = items.flatMap((other) =>
      firstConcern(other, ({ of, labels, ...concern }) =>
        of === 'nodes' && concern[direction] ? selectedBy(labels, policies.node(node)) : false,
      ),
    );
    return [...doubts, ...unread(kind, gaps)];
  });
}

function doubtAbout(other: NamedOther, pod: Pod, direction: Direction, policies: Policies): readonly Doubt[] {
  const { name, namespace = '', labels } = pod.metadata;
  return firstConcern(other, (concern) => {
    if (concern.of !== 'pods' || !concern[direction]) return false;
    const own = concern.namespaces === 'own' ? other.policy.metadata.namespace === namespace : true;
    const { namespaces } = concern;
    return both(own && selectedBy(concern.labels, { of: `pod ${namespace}/${name}`, labels }), () =>
      namespaces === 'own' ? true : selectedBy(namespaces, policies.namespace(namespace)),
    );
  });
}

function firstConcern({ kind, policy }: NamedOther, matches: (concern: Concern) => Match): readonly Doubt[] {
  const object = refTo(kind, policy.metadata);
  for (const concern of policy.concerns) {
    const match = matches(concern);
    if (match === false) continue;
    const verb = match === true ? 'selects' : 'may select';
    return [{ says: `${describeRef(object)} ${verb} it, and is not followed here`, object, field: concern.field, gaps: [] }];
  }
  return [];
}

function selectedBy(selector: Concern['labels'], object: KnownLabels): Match {
  return isMalformed(selector) ? open({ says: selector.malformed, gaps: [] }) : selected(selector, object);
}

function unread(kind: OtherKind, gaps: readonly Gap[]): readonly Doubt[] {
  return gaps.length === 0 ? [] : [{ says: `not all ${kind} objects could be read`, gaps, unread: kind }];
}

/**
 * Whether a pod's traffic may pass a proxy of Istio: one beside its containers, or, in ambient mode, the node's.
 * Source: istio.io, "Installing the Sidecar" and "Add workloads to an ambient mesh" (1.27).
 */
export function mayBeInMesh({ metadata, spec }: Pod, policies: Policies): boolean {
  if ([...spec.containers, ...spec.initContainers].some(({ name }) => name === 'istio-proxy')) return true;
  if (metadata.annotations['ambient.istio.io/redirection'] === 'enabled') return true;
  const own = metadata.labels['istio.io/dataplane-mode'];
  if (own !== undefined) return own === 'ambient';
  const { labels, missing } = policies.namespace(metadata.namespace ?? '');
  return missing !== undefined || labels['istio.io/dataplane-mode'] === 'ambient';
}
