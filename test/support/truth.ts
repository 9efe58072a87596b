import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const ROOT = join(import.meta.dirname, '../..');

/** One probe of the lab's record: what was dialled, from where, and who answered. */
export interface LabRow {
  readonly from: string;
  readonly to: string;
  readonly kind: 'http' | 'tcp' | 'udp' | 'dns' | 'file';
  readonly addr?: string;
  readonly ok: boolean;
  readonly served_by?: Readonly<Record<string, number>>;
  readonly src_seen?: readonly string[] | null;
  readonly errors?: Readonly<Record<string, number>> | null;
  /** dns, file: the name asked for, or the path. */
  readonly name?: string;
  readonly qtype?: string;
  /** dns: records as `NAME TYPE DATA`. */
  readonly answer?: readonly string[] | null;
  /** dns: each query in order, as `NAME RCODE NUMBER-OF-RECORDS`. */
  readonly steps?: readonly string[] | null;
  /** file: what stands in it. */
  readonly text?: string;
}

/** A fact stated by an upstream test suite. */
export interface OracleCase {
  readonly id: string;
  readonly input: object;
  readonly query: { readonly kind: string };
  readonly expect: object;
}

/** Random input, and what kube-proxy's own code made of it. */
export interface ProxyRandomCase {
  readonly id: string;
  readonly node: {
    readonly name: string;
    readonly ips: readonly string[];
    readonly labels: Readonly<Record<string, string>>;
    /** kube-proxy's setting; empty: the default of the mode. */
    readonly nodePortAddresses: readonly string[];
  };
  /** The range of pods, by which kube-proxy tells them from others. */
  readonly clusterCIDR: string;
  readonly services: readonly object[];
  readonly endpointSlices: readonly object[];
  readonly expectEndpoints: Readonly<Record<string, ExpectedSets>>;
  readonly packets: readonly {
    readonly src: string;
    readonly dst: string;
    readonly port: number;
    readonly proto: 'TCP' | 'UDP';
    readonly expect: Readonly<Record<'iptables' | 'nftables', ExpectedOutputs>>;
  }[];
}

/** All endpoints that a packet may go to, or REJECT, or DROP; empty: no rule touches it. `masquerade` where it is unambiguous. */
interface ExpectedOutputs {
  readonly outputs: readonly string[] | null;
  readonly masquerade?: boolean;
}

interface ExpectedSets {
  readonly all: readonly string[] | null;
  readonly cluster: readonly string[] | null;
  readonly local: readonly string[] | null;
  readonly hasAny: boolean;
}

/** The folder of shared facts, where there is one: NETEXPLAIN_SHARED, else beside the project. Its absence fails in CI. */
export function sharedPath(): string | undefined {
  const path = process.env['NETEXPLAIN_SHARED'] ?? join(ROOT, '../shared');
  if (existsSync(path)) return path;
  if (process.env['CI'] !== undefined) throw new Error(`the shared facts are missing: ${path}`);
  return undefined;
}

/** The cases of an oracle; none, with a line that says so, where the shared facts are absent. */
export function oracle(name: string): readonly OracleCase[] {
  const shared = sharedPath();
  if (shared !== undefined) return JSON.parse(readFileSync(join(shared, 'oracles', `${name}.json`), 'utf8')) as readonly OracleCase[];
  process.stdout.write(`oracles/${name}.json was not run: set NETEXPLAIN_SHARED to the folder of shared facts\n`);
  return [];
}

/** A file of our own record (scripts/truth-record.ts), which the project carries compressed. */
export function carried(name: string): string {
  return gunzipSync(readFileSync(join(ROOT, 'test/truth', `${name}.gz`))).toString('utf8');
}

/** Every object of the lab's API, discovery and version documents included. */
export function labObjects(): readonly unknown[] {
  return JSON.parse(carried('lab-dump.json')) as readonly unknown[];
}

/** The lab's probes with kube-proxy in one of its modes. */
export function labRows(mode: 'nftables' | 'iptables'): readonly LabRow[] {
  return JSON.parse(carried(`lab-observed-${mode}.json`)) as readonly LabRow[];
}

/** The cases of kube-proxy-random. */
export function proxyRandomCases(): readonly ProxyRandomCase[] {
  return carried('kube-proxy-random.jsonl')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ProxyRandomCase);
}
