import type { Judgement } from '../engines/gateway/index.ts';
import type { ExpectedCondition } from '../model/gateway-status.ts';

/** A judgement without what could not be read for it, which the report's coverage lists. */
export function condition({ holds, reason, says }: Judgement): ExpectedCondition {
  return { holds, reason, says };
}

/** Hosts as a person reads them. */
export function hostsInWords(hosts: readonly string[]): readonly string[] {
  return hosts.map((host) => (host === '' ? '*' : host));
}
