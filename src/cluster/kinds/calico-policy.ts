import type { OtherPolicy } from '../../model/resources/other-policy.ts';
import type { LabelSelector, Requirement } from '../../model/values/label-selector.ts';
import { MalformedObject, metadataOf, type RawReader } from './raw.ts';
import { readable } from './readable.ts';

/** Names under which Calico's API server shows the policies of Kubernetes' own kinds once more. */
const MIRRORS = /^(knp\.default|kanp|kbanp|kcnp)\./;

/**
 * A NetworkPolicy or GlobalNetworkPolicy of Calico (crd.projectcalico.org/v1, projectcalico.org/v3). Its policies of host endpoints
 * (preDNAT, doNotTrack) concern no pod.
 * Source: docs.tigera.io/calico, "Network policy" and "Global network policy" of the resource definitions (3.30).
 */
export function calicoPolicyOf(raw: RawReader): OtherPolicy {
  const metadata = metadataOf(raw);
  const spec = raw.object('spec');
  const hosts = spec.flag('preDNAT') === true || spec.flag('doNotTrack') === true;
  if (hosts || MIRRORS.test(metadata.name)) return { metadata, concerns: [] };
  const said = spec.texts('types');
  const types = said.length > 0 ? said : inferredTypes(spec);
  const isOwn = metadata.namespace !== undefined;
  return {
    metadata,
    concerns: [
      {
        field: spec.has('selector') ? 'spec.selector' : 'spec',
        of: 'pods',
        namespaces: isOwn ? 'own' : readable(() => selectorOf(spec, 'namespaceSelector')),
        labels: readable(() => podsOf(spec)),
        ingress: types.includes('Ingress'),
        egress: types.includes('Egress'),
        inMesh: false,
      },
    ],
  };
}

function inferredTypes(spec: RawReader): readonly string[] {
  const egress = spec.objects('egress').length > 0;
  return [...(egress && spec.objects('ingress').length === 0 ? [] : ['Ingress']), ...(egress ? ['Egress'] : [])];
}

function podsOf(spec: RawReader): LabelSelector {
  if (spec.text('serviceAccountSelector')) throw new MalformedObject('spec.serviceAccountSelector: service accounts are not read');
  return selectorOf(spec, 'selector');
}

const TERM =
  /^(?:all\(\)|global\(\)|(?<not>!?)\s*has\((?<has>[^()]+)\)|(?<key>[\w./-]+)\s*(?<equal>==|!=)\s*(?<quote>['"])(?<value>[^'"]*)\k<quote>|(?<setKey>[\w./-]+)\s+(?<set>in|not in)\s*\{(?<values>[^{}]*)\})$/;

/** Terms joined by `&&`; whatever else the language has is not translated. */
function selectorOf(spec: RawReader, key: string): LabelSelector {
  const text = spec.text(key)?.trim() ?? '';
  if (text === '') return [];
  return text.split('&&').flatMap((term) => {
    const found = TERM.exec(term.trim());
    if (found === null || /projectcalico\.org\/|^global/.test(term.trim())) {
      throw new MalformedObject(`${spec.path}.${key}: the selector ${JSON.stringify(text)} is not understood`);
    }
    return requirementOf(found.groups ?? {});
  });
}

function requirementOf(groups: Readonly<Record<string, string | undefined>>): readonly Requirement[] {
  const { not, has, key, equal, value = '', setKey, set, values = '' } = groups as { [name: string]: string | undefined };
  if (has !== undefined) return [{ key: has.trim(), operator: not === '!' ? 'DoesNotExist' : 'Exists', values: [] }];
  if (key !== undefined) return [{ key, operator: equal === '==' ? 'In' : 'NotIn', values: [value] }];
  if (setKey === undefined) return [];
  const list = values.split(',').map((one) => one.trim().replace(/^['"]|['"]$/g, ''));
  return [{ key: setKey, operator: set === 'in' ? 'In' : 'NotIn', values: list }];
}
