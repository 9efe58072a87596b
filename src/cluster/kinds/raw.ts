import type { Metadata, OwnerReference } from '../../model/resources/metadata.ts';
import type { Condition } from '../../model/resources/pod.ts';
import type { Labels } from '../../model/values/label-selector.ts';

/** An object as the API prints it. Nothing about it is sure until a projection has looked. */
export type RawObject = Readonly<Record<string, unknown>>;

/** Thrown by a projection when a field has a type that the API would never print; the edge turns it into an InputError or a gap. */
export class MalformedObject extends Error {
  override name = 'MalformedObject';
  /** The message without the value that was found, for files that hold secrets. */
  readonly withoutValue: string;

  constructor(message: string, value = '') {
    super(`${message}${value}`);
    this.withoutValue = message;
  }
}

/** Reads typed fields out of a raw object; absent and null are the same. `path` says where it stands, for errors. */
export interface RawReader {
  readonly path: string;
  object(key: string): RawReader;
  objects(key: string): readonly RawReader[];
  text(key: string): string | undefined;
  texts(key: string): readonly string[];
  number(key: string): number | undefined;
  flag(key: string): boolean | undefined;
  textMap(key: string): Labels;
  intOrString(key: string): number | string | undefined;
  has(key: string): boolean;
  /** Whatever stands there, unread. */
  value(key: string): unknown;
}

/** A reader over a raw object (or over nothing, which reads as empty). */
export function rawReader(value: unknown, path = ''): RawReader {
  const fields = asObject(value, path);
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  const get = (key: string) => fields[key] ?? undefined;
  const typed = <T>(key: string, type: string, ok: (raw: unknown) => raw is T): T | undefined => {
    const raw = get(key);
    if (raw === undefined || ok(raw)) return raw;
    throw wrongType(at(key), type, raw);
  };
  const list = (key: string) => typed(key, 'a list', (raw): raw is readonly unknown[] => Array.isArray(raw)) ?? [];
  return {
    path,
    object: (key) => rawReader(get(key), at(key)),
    objects: (key) => list(key).map((item, index) => rawReader(item, `${at(key)}[${index}]`)),
    text: (key) => typed(key, 'a string', isText),
    texts: (key) =>
      list(key).map((item, index) => {
        if (isText(item)) return item;
        throw wrongType(`${at(key)}[${index}]`, 'a string', item);
      }),
    number: (key) => typed(key, 'a number', (raw): raw is number => typeof raw === 'number' && Number.isFinite(raw)),
    flag: (key) => typed(key, 'true or false', (raw): raw is boolean => typeof raw === 'boolean'),
    textMap: (key) => {
      const map = asObject(get(key), at(key));
      for (const [name, item] of Object.entries(map)) {
        if (!isText(item)) throw wrongType(`${at(key)}.${name}`, 'a string', item);
      }
      return map as Labels;
    },
    intOrString: (key) =>
      typed(
        key,
        'a number or a string',
        (raw): raw is number | string => isText(raw) || (typeof raw === 'number' && Number.isInteger(raw)),
      ),
    has: (key) => get(key) !== undefined,
    value: get,
  };
}

/** Leaves out what is undefined, so that an absent field stays absent. */
export function present<T extends object>(
  fields: T,
): { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
} {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** kubectl's copy of the applied manifest: as large as the object, and of no use here. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The metadata of an object. Refuses one without a name. */
export function metadataOf(raw: RawReader): Metadata {
  const metadata = raw.object('metadata');
  const name = metadata.text('name');
  if (name === undefined || name === '') throw new MalformedObject('metadata.name: required');
  const { [LAST_APPLIED]: _dropped, ...annotations } = metadata.textMap('annotations');
  const finalizers = metadata.texts('finalizers');
  return present({
    name,
    namespace: metadata.text('namespace'),
    uid: metadata.text('uid'),
    labels: metadata.textMap('labels'),
    annotations,
    creationTimestamp: metadata.text('creationTimestamp'),
    deletionTimestamp: metadata.text('deletionTimestamp'),
    finalizers: finalizers.length === 0 ? undefined : finalizers,
    ownerReferences: metadata.objects('ownerReferences').map(ownerReferenceOf),
  });
}

function ownerReferenceOf(raw: RawReader): OwnerReference {
  return present({
    kind: raw.text('kind') ?? '',
    name: raw.text('name') ?? '',
    uid: raw.text('uid'),
    controller: raw.flag('controller'),
  });
}

/** The conditions of a status. */
export function conditionsOf(status: RawReader): readonly Condition[] {
  return status.objects('conditions').map((raw) =>
    present({
      type: raw.text('type') ?? '',
      status: raw.text('status') ?? 'Unknown',
      reason: raw.text('reason'),
      message: raw.text('message'),
      lastTransitionTime: raw.text('lastTransitionTime'),
    }),
  );
}

function asObject(value: unknown, path: string): RawObject {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as RawObject;
  throw wrongType(path === '' ? 'object' : path, 'an object', value);
}

function isText(raw: unknown): raw is string {
  return typeof raw === 'string';
}

function wrongType(path: string, expected: string, found: unknown): MalformedObject {
  const wrong = `${path}: expected ${expected}, got`;
  if (Array.isArray(found)) return new MalformedObject(`${wrong} a list`);
  if (found === null || typeof found === 'object') return new MalformedObject(`${wrong} ${found === null ? 'null' : 'an object'}`);
  const text = JSON.stringify(found);
  return new MalformedObject(`${wrong} ${typeof found}`, ` ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`);
}
