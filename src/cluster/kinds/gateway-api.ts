import {
  type BackendTarget,
  type ForeignRef,
  GATEWAY_GROUP,
  type ParentRef,
  type SpecMetadata,
  type StatusCondition,
} from '../../model/resources/gateway-api.ts';
import { conditionsOf, MalformedObject, metadataOf, present, type RawReader } from './raw.ts';

/** The metadata of an object of the Gateway API. */
export function specMetadataOf(raw: RawReader): SpecMetadata {
  return present({ ...metadataOf(raw), generation: raw.object('metadata').number('generation') });
}

/** The conditions of a status, each with the generation that it was judged by. */
export function statusConditionsOf(status: RawReader): readonly StatusCondition[] {
  const conditions = conditionsOf(status);
  return status.objects('conditions').map((raw, index) => {
    const condition = conditions[index] ?? { type: '', status: 'Unknown' };
    return present({ ...condition, observedGeneration: raw.number('observedGeneration') });
  });
}

/** Group and kind as the API defaults them where a reference leaves them out. */
export interface RefDefaults {
  readonly group: string;
  readonly kind: string;
}

/** What a backend or a certificate is when the reference does not say. */
export const SERVICE: RefDefaults = { group: '', kind: 'Service' };
export const SECRET: RefDefaults = { group: '', kind: 'Secret' };

const GATEWAY: RefDefaults = { group: GATEWAY_GROUP, kind: 'Gateway' };

/** A reference to an object. Refuses one without a name. */
export function foreignRefOf(raw: RawReader, defaults: RefDefaults): ForeignRef {
  const name = raw.text('name');
  if (name === undefined || name === '') throw new MalformedObject(`${raw.path}.name: required`);
  return present({
    group: raw.text('group') ?? defaults.group,
    kind: raw.text('kind') ?? defaults.kind,
    namespace: raw.text('namespace') || undefined,
    name,
  });
}

/** A reference to a parent: a Gateway where it does not say what. */
export function parentRefOf(raw: RawReader): ParentRef {
  return present({
    ...foreignRefOf(raw, GATEWAY),
    sectionName: raw.text('sectionName') || undefined,
    port: raw.number('port'),
  });
}

/** A reference to a backend: a Service where it does not say what. */
export function backendTargetOf(raw: RawReader): BackendTarget {
  return present({ ...foreignRefOf(raw, SERVICE), port: raw.number('port') });
}
