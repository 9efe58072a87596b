/** Kinds without a namespace of which every copy has its own. */
const OWN = ['Node', 'Namespace', 'IPAddress'];

interface Raw {
  readonly kind?: string;
  readonly items?: readonly Raw[];
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

/** The objects of a cluster so many times over: with namespaces, nodes, addresses, hosts and UIDs of each copy's own, and the same faults in each. */
export function copiesOf(objects: readonly object[], copies: number): readonly object[] {
  const originals = (objects as readonly Raw[]).flatMap(flat);
  const copied = originals.filter(({ kind = '', metadata }) => metadata?.namespace !== undefined || OWN.includes(kind));
  return [...originals, ...Array.from({ length: copies - 1 }, (_, index) => copied.map((object) => copyOf(object, index + 1))).flat()];
}

function flat(object: Raw): readonly Raw[] {
  const { items, ...list } = object;
  const { kind = '' } = list;
  if (!kind.endsWith('List') || kind.startsWith('API') || items === undefined) return [object];
  const typed = kind === 'List' ? {} : { ...list, kind: kind.slice(0, -'List'.length) };
  return items.flatMap((item) => flat({ ...typed, ...item }));
}

/** The keys whose values name a namespace, a node or an object's identity. */
const NAMING = ['namespace', 'nodeName', 'uid', 'kubernetes.io/hostname'];

function copyOf(object: Raw, copy: number): object {
  const renamed = JSON.parse(JSON.stringify(object), (key, value: unknown) => {
    if (typeof value !== 'string') return value;
    return NAMING.includes(key) ? `${value}-${copy}` : otherAddresses(value, copy);
  }) as Raw;
  const { kind = '', metadata } = renamed;
  const named = OWN.includes(kind) && kind !== 'IPAddress';
  return named ? { ...renamed, metadata: { ...metadata, name: `${metadata?.name}-${copy}` } } : renamed;
}

/** Moves every address to a network of the copy's own, and every host to a domain. */
function otherAddresses(text: string, copy: number): string {
  return text
    .replace(/\b(10|172|192|198|203)\.(?=\d+\.\d+\.\d+\b)/g, (_, first: string) => `${Number(first) + copy}.`)
    .replace(/\bexample\.com\b/g, `example${copy}.com`)
    .replace(/\bfd00:/g, `fd${copy.toString(16).padStart(2, '0')}:`);
}
