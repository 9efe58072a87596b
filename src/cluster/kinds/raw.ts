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
  /** The names of all fields that are set. */
  keys(): readonly string[];
  /** Whatever stands there, unread. */
  value(key: string): unknown;
}

/** A reader over a raw object (or over nothing, which reads as empty). */
export function rawReader(value: unknown): RawReader {
  return new FieldReader(value);
}

/** A class, and paths only where an error names one, because a large cluster has millions of objects to read. */
class FieldReader implements RawReader {
  readonly #fields: RawObject;
  readonly #parent: RawReader | undefined;
  /** The place in the parent: `ports`, or `ports[2]` with `#index`. */
  readonly #key: string;
  readonly #index: number | undefined;

  constructor(value: unknown, parent?: RawReader, key = '', index?: number) {
    this.#parent = parent;
    this.#key = key;
    this.#index = index;
    if (value === undefined || value === null) this.#fields = NOTHING;
    else if (typeof value === 'object' && !Array.isArray(value)) this.#fields = value as RawObject;
    else throw wrongType(this.path === '' ? 'object' : this.path, 'an object', value);
  }

  get path(): string {
    const at = this.#index === undefined ? this.#key : `${this.#key}[${this.#index}]`;
    const above = this.#parent?.path ?? '';
    return above === '' ? at : `${above}.${at}`;
  }

  object(key: string): RawReader {
    return new FieldReader(this.value(key), this, key);
  }

  objects(key: string): readonly RawReader[] {
    return this.#list(key).map((item, index) => new FieldReader(item, this, key, index));
  }

  text(key: string): string | undefined {
    return this.#typed(key, 'a string', isText);
  }

  texts(key: string): readonly string[] {
    return this.#list(key).map((item, index) => {
      if (isText(item)) return item;
      throw wrongType(`${this.#at(key)}[${index}]`, 'a string', item);
    });
  }

  number(key: string): number | undefined {
    return this.#typed(key, 'a number', isNumber);
  }

  flag(key: string): boolean | undefined {
    return this.#typed(key, 'true or false', isFlag);
  }

  textMap(key: string): Labels {
    const value = this.value(key) ?? NOTHING;
    if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(this.#at(key), 'an object', value);
    const map = value as RawObject;
    for (const name of Object.keys(map)) {
      if (!isText(map[name])) throw wrongType(`${this.#at(key)}.${name}`, 'a string', map[name]);
    }
    return map as Labels;
  }

  intOrString(key: string): number | string | undefined {
    return this.#typed(key, 'a number or a string', isIntOrString);
  }

  has(key: string): boolean {
    return this.value(key) !== undefined;
  }

  keys(): readonly string[] {
    return Object.keys(this.#fields).filter((key) => this.has(key));
  }

  value(key: string): unknown {
    return this.#fields[key] ?? undefined;
  }

  #list(key: string): readonly unknown[] {
    return this.#typed(key, 'a list', isList) ?? [];
  }

  #typed<T>(key: string, type: string, ok: (raw: unknown) => raw is T): T | undefined {
    const raw = this.value(key);
    if (raw === undefined || ok(raw)) return raw;
    throw wrongType(this.#at(key), type, raw);
  }

  #at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }
}

const NOTHING: RawObject = {};

/** Leaves out what is undefined, so that an absent field stays absent. */
export function present<T extends object>(
  fields: T,
): { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
} {
  const left: Partial<T> = {};
  for (const key of Object.keys(fields) as (keyof T)[]) if (fields[key] !== undefined) left[key] = fields[key];
  return left as never;
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

function isText(raw: unknown): raw is string {
  return typeof raw === 'string';
}

function isNumber(raw: unknown): raw is number {
  return typeof raw === 'number' && Number.isFinite(raw);
}

function isFlag(raw: unknown): raw is boolean {
  return typeof raw === 'boolean';
}

function isIntOrString(raw: unknown): raw is number | string {
  return isText(raw) || (typeof raw === 'number' && Number.isInteger(raw));
}

function isList(raw: unknown): raw is readonly unknown[] {
  return Array.isArray(raw);
}

function wrongType(path: string, expected: string, found: unknown): MalformedObject {
  const wrong = `${path}: expected ${expected}, got`;
  if (Array.isArray(found)) return new MalformedObject(`${wrong} a list`);
  if (found === null || typeof found === 'object') return new MalformedObject(`${wrong} ${found === null ? 'null' : 'an object'}`);
  const text = `${JSON.stringify(found)}`;
  return new MalformedObject(`${wrong} ${typeof found}`, ` ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`);
}
