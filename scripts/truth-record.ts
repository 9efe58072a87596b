import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Our own measurements among the shared facts, by the name under which the project carries them (test/truth, each compressed): the lab's
 * API, its probes in both modes, its upstream DNS server, and what kube-proxy's own code makes of random input.
 */
export function truthRecord(shared: string): ReadonlyMap<string, string> {
  const text = (path: string) => readFileSync(join(shared, path), 'utf8');
  const dump = readdirSync(join(shared, 'lab/dump'))
    .sort()
    .map((name) => JSON.parse(text(`lab/dump/${name}`)) as unknown);
  return new Map([
    ['lab-dump.json', JSON.stringify(dump)],
    ['lab-observed-nftables.json', text('lab/observed-nftables.json')],
    ['lab-observed-iptables.json', text('lab/observed-iptables.json')],
    ['lab-upstream.json', text('lab/upstream.json')],
    ['kube-proxy-random.jsonl', text('oracles/kube-proxy-random.jsonl')],
  ]);
}
