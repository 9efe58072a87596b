import { firstOf, type NodesBut } from '../../engines/open-ports/index.ts';
import type { ExposureQuestion, ExposureRow, NodeAddressTraits } from '../../model/exposure-report.ts';
import type { Node } from '../../model/resources/node.ts';
import { type InventoryNodes, publicOf } from './nodes.ts';
import type { Way } from './ways.ts';

/** So many rows and endpoints are told for each address; beyond that a row stands for all nodes that do the same. */
const PER_ADDRESS = 20_000;

/** Rows in order, and whether there is one for each address. */
export interface Rows {
  readonly rows: readonly ExposureRow[];
  readonly perAddress: boolean;
}

/** Ways as rows: for each address of each node where that is not too long, else for all nodes that do the same. */
export function rowsOf(ways: readonly Way[], nodes: InventoryNodes, by: ExposureQuestion['by']): Rows {
  const size = ways.reduce((sum, way) => sum + nodesIn(way) * (1 + way.endpoints.length), 0);
  const perAddress = size <= PER_ADDRESS;
  const rows = perAddress ? ways.flatMap((way) => eachAddress(way, nodes)) : grouped(ways, nodes);
  return { rows: sorted(rows, by), perAddress };
}

function nodesIn({ nodes }: Way): number {
  return nodes === undefined ? 1 : nodes.nodes.length - nodes.except.size;
}

function eachAddress(way: Way, nodes: InventoryNodes): readonly ExposureRow[] {
  if (way.nodes === undefined) return [rowOf(way, { node: way.node ?? null, address: way.address })];
  const { nodes: all, except } = way.nodes;
  return all
    .filter(({ metadata }) => !except.has(metadata.name))
    .map((node) => {
      const on = addressOn(node, way, nodes);
      return rowOf(way, {
        node: node.metadata.name,
        address: on?.address ?? way.address,
        ...(on === undefined ? {} : { addressType: on.type }),
      });
    });
}

function addressOn(node: Node, { at }: Way, nodes: InventoryNodes) {
  return at === undefined ? undefined : nodes.addressesOf(node)[at];
}

/** What is the same of all the nodes that a row stands for. */
function rowOf(way: Way, place: Pick<ExposureRow, 'node' | 'address'> & Partial<ExposureRow>): ExposureRow {
  const { nodes: _nodes, at: _at, ...rest } = way;
  return { ...rest, public: publicOf(place.address), ...place };
}

interface Group {
  readonly way: Way;
  readonly traits: NodeAddressTraits | undefined;
  readonly parts: NodesBut[];
  readonly endpoints: Map<string, Way['endpoints'][number]>;
}

function grouped(ways: readonly Way[], nodes: InventoryNodes): readonly ExposureRow[] {
  const groups = new Map<string, Group>();
  const kinds = new Map<NodeAddressTraits | string | null, number>();
  for (const way of ways) {
    const traits = traitsOf(way, nodes);
    const kind = kinds.get(traits ?? way.address) ?? kinds.size;
    kinds.set(traits ?? way.address, kind);
    const key = `${kind} ${samenessOf(way)}`;
    const group: Group = groups.get(key) ?? { way, traits, parts: [], endpoints: new Map() };
    if (way.nodes !== undefined) group.parts.push(way.nodes);
    for (const one of way.endpoints) group.endpoints.set(`${one.ip} ${one.port} ${one.pod}`, one);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ way, traits, parts, endpoints }) => ({
    ...rowOf(way, { node: way.node ?? null, address: traits === undefined ? way.address : null }),
    endpoints: [...endpoints.values()],
    ...(parts.length === 0 ? {} : { nodes: nodes.setOf(parts) }),
    ...(traits === undefined ? {} : { traits, addressType: traits.type, public: traits.public }),
  }));
}

function traitsOf(way: Way, nodes: InventoryNodes): NodeAddressTraits | undefined {
  const first = way.nodes === undefined ? undefined : firstOf(way.nodes);
  const on = first === undefined ? undefined : addressOn(first, way, nodes);
  return on === undefined ? undefined : nodes.traitsOf(on);
}

/** What tells two rows of one inventory apart, but for where they are. */
function samenessOf({ via, service, node, port, protocol, outcome, workloads, reason }: Way): string {
  return `${via} ${service ?? workloads} ${node} ${port} ${protocol} ${outcome} ${reason}`;
}

function sorted(rows: readonly ExposureRow[], by: ExposureQuestion['by']): readonly ExposureRow[] {
  const worst = new Map<string, readonly number[]>();
  for (const row of rows) {
    const risk = riskOf(row);
    const known = worst.get(whatOf(row));
    if (known === undefined || compare(risk, known) < 0) worst.set(whatOf(row), risk);
  }
  const keyed = rows.map((row) => ({ row, key: orderOf(row, worst.get(whatOf(row)) ?? [], by) }));
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ row }) => row);
}

type Order = readonly (string | number)[];

const ANSWERS = { yes: 0, unknown: 1, no: 2 } as const;

/** Sensitive targets come first, then addresses that may be public, then what answers. */
function riskOf({ sensitive, public: reach, answers }: ExposureRow): readonly number[] {
  return [sensitive === undefined ? 1 : 0, ANSWERS[answers] === 2 ? 1 : 0, reach === 'candidate' ? 0 : 1, ANSWERS[answers]];
}

function whatOf({ service, workloads }: ExposureRow): string {
  return service ?? `~${workloads}`;
}

/** The rows of a Service stay together, at the place of the worst of them. */
function orderOf(row: ExposureRow, worst: readonly number[], by: ExposureQuestion['by']): Order {
  const { via, node, address, port, protocol, reason } = row;
  const rest = [whatOf(row), via, port, protocol, ...riskOf(row), node ?? '', address ?? '', reason];
  return [...(by === 'node' ? [node ?? '~'] : []), ...worst, ...rest];
}

function compare(a: Order, b: Order): number {
  const at = a.findIndex((one, index) => one !== b[index]);
  const [left = '', right = ''] = [a[at], b[at]];
  return at === -1 ? 0 : left < right ? -1 : 1;
}
