import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** One probe of the lab's record (see the README beside it). */
export interface LabRow {
  readonly from: string;
  readonly to: string;
  readonly kind: 'http' | 'tcp' | 'udp' | 'dns' | 'file';
  readonly addr?: string;
  readonly ok: boolean;
  readonly served_by?: Readonly<Record<string, number>>;
  readonly errors?: Readonly<Record<string, number>>;
}

export function sharedPath(): string | undefined {
  const path = process.env['NETEXPLAIN_SHARED'] ?? join(ROOT, '../shared');
  if (existsSync(path)) return path;
  if (process.env['CI'] !== undefined) throw new Error(`the shared data is missing: ${path}`);
  return undefined;
}

export function labObjects(): unknown[] {
  const folder = join(sharedPath() ?? '', 'lab/dump');
  return readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

export function labRows(mode: 'nftables' | 'iptables'): readonly LabRow[] {
  return JSON.parse(readFileSync(join(sharedPath() ?? '', `lab/observed-${mode}.json`), 'utf8'));
}
