import { carried } from './truth.ts';

interface UpstreamRecord {
  readonly name: string;
  readonly type: string;
  readonly data: string;
}

const RECORDS = (JSON.parse(carried('lab-upstream.json')) as { readonly records: readonly UpstreamRecord[] }).records;

/** The resolv.conf of the lab's nodes, which no API shows. */
export const LAB_NODE_RESOLV_CONF = 'nameserver 172.30.0.1\nsearch corp.lab\n';

/** What the lab's upstream DNS server answers: the records of its zones; any other name is NXDOMAIN, another type of a name NODATA. */
export function labUpstream(name: string, type: string) {
  const own = RECORDS.filter((record) => record.name === name.toLowerCase());
  if (own.length === 0) return { rcode: 'NXDOMAIN', answers: [] };
  return { rcode: 'NOERROR', answers: own.filter((record) => record.type === type) };
}
