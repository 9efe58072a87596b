import type { Evidence } from '../../../model/evidence.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { Namespace } from '../../../model/resources/namespace.ts';
import { shorten } from '../../facts/shorten.ts';
import { defineRule } from '../../rule.ts';

/** What the namespace controller reports, from the cause to what merely remains. Source: kubernetes pkg/controller/namespace/deletion/status_condition_utils.go (1.36). */
const CONDITIONS = [
  'NamespaceDeletionDiscoveryFailure',
  'NamespaceDeletionGroupVersionParsingFailure',
  'NamespaceDeletionContentFailure',
  'NamespaceFinalizersRemaining',
  'NamespaceContentRemaining',
];

export default defineRule({
  code: 'NX6025',
  title: 'Namespace is being deleted',
  severity: 'warning',
  proof: 'certain',
  subject: 'Namespace',
  reads: [],
  causes: [],
  check(namespace) {
    const { metadata, status } = namespace;
    const { deletionTimestamp: since } = metadata;
    if (since === undefined && status.phase !== 'Terminating') return [];
    const object = refTo('Namespace', metadata);
    const goes: Evidence =
      since === undefined
        ? { object, field: 'status.phase', value: 'Terminating', says: 'is being deleted' }
        : { object, field: 'metadata.deletionTimestamp', value: since, says: 'is being deleted since then' };
    const remaining = remainingOf(namespace);
    return [
      {
        args: { namespace: metadata.name, since: since ?? null, why: remaining?.text ?? null },
        evidence: [goes, ...(remaining === undefined ? [] : [remaining.shown])] as const,
      },
    ];
  },
  message: ({ since, why }) =>
    `is being deleted${since === null ? '' : ` since ${since}`}: its Services and pods go, and none can be created${why === null ? '' : `; it still waits: ${shorten(why)}`}`,
  remedy: ({ namespace }) =>
    `If that is meant and takes long, see what holds it up: kubectl get namespace ${namespace} -o jsonpath='{.status.conditions}'. If not, save what is needed: it cannot be stopped.`,
});

/** Why the namespace is still there. */
function remainingOf({ metadata, status }: Namespace): { readonly text: string; readonly shown: Evidence } | undefined {
  const found = CONDITIONS.flatMap((type) => status.conditions.filter((one) => one.type === type && one.status === 'True'))[0];
  const text = found?.message;
  if (found === undefined || text === undefined) return undefined;
  const field = `status.conditions[${status.conditions.indexOf(found)}].message`;
  return { text, shown: { object: refTo('Namespace', metadata), field, value: text, says: found.type } };
}
