import type { Evidence } from '../../../model/evidence.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { counted, enumerate } from '../../facts/enumerate.ts';
import { defineRule, unjudged } from '../../rule.ts';

const ROUTING = ['VirtualService', 'DestinationRule', 'ServiceEntry', 'Sidecar'] as const;

export default defineRule({
  code: 'NX5034',
  title: 'Routing of a service mesh',
  severity: 'info',
  proof: 'certain',
  subject: 'Namespace',
  reads: ROUTING,
  auditOnly: true,
  causes: [],
  check({ metadata }, cluster) {
    const found = ROUTING.map((kind) => ({ kind, listing: cluster.metadata(kind, { namespace: metadata.name }) }));
    const shown = found.flatMap(({ kind, listing }): readonly Evidence[] => {
      const [first, ...others] = knownItems(listing);
      if (first === undefined) return [];
      const says = others.length === 0 ? 'the only one' : `one of ${others.length + 1}`;
      return [{ object: refTo(kind, first.metadata), field: 'metadata.name', value: first.metadata.name, says }];
    });
    const [first, ...others] = shown;
    const gaps = found.flatMap(({ listing }) => gapsOf(listing)).filter(({ reason }) => reason !== 'not-served');
    if (first === undefined) return gaps.length === 0 ? [] : unjudged(gaps);
    const counts = found.flatMap(({ kind, listing }) => {
      const { length } = knownItems(listing);
      return length === 0 ? [] : [kind === 'ServiceEntry' && length > 1 ? `${length} ServiceEntries` : counted(length, kind)];
    });
    return [{ args: { namespace: metadata.name, what: enumerate(counts) }, evidence: [first, ...others] }];
  },
  message: ({ what }) =>
    `it has routing of Istio (${what}), which is recognised and not followed: clients in the mesh may get to other pods than those that Services show, or to none`,
  remedy: ({ namespace }) => `Ask the mesh's own tool about them: istioctl analyze -n ${namespace}.`,
});
