import type { ResolvConf } from '../../../model/resolv-conf.ts';
import { parseIp } from '../../../model/values/ip.ts';

/** The C library of an image, which resolves names for most programs in it: glibc (Debian, Red Hat …) or musl (Alpine). */
export type Libc = 'glibc' | 'musl';

/** resolv.conf as a C library uses it. A null in a list stands for entries (none, one or several) that are not known. */
export interface LibcResolvConf {
  /** At most 3; never empty: without any, the machine itself is asked. */
  readonly nameservers: readonly (string | null)[];
  readonly search: readonly (string | null)[];
  /** Null: not known. */
  readonly ndots: number | null;
  /** Seconds to wait for an answer. */
  readonly timeout: number;
  readonly attempts: number;
  /** glibc: begins with another nameserver each time. */
  readonly rotate: boolean;
  /** glibc: does not ask for a name without dots as it is, once it has searched. */
  readonly noTldQuery: boolean;
}

const MAX_NAMESERVERS = 3;
const MAX_NDOTS = 15;

/** Characters of the longest line that musl reads: its buffer has 256 bytes, with the line's end and a zero. */
const MUSL_MAX_LINE = 254;

const MAXIMA = { glibc: { timeout: 30, attempts: 5 }, musl: { timeout: 60, attempts: 10 } } as const;

/** What stands in the file, before the library makes settings of it. `options`: line by line. */
interface Directives {
  readonly nameservers: readonly (string | null)[];
  readonly search: readonly (string | null)[];
  readonly options: readonly (readonly (string | null)[])[];
}

/**
 * How a library uses the resolv.conf that kubelet has written. musl ignores a search line that is too long for it.
 * @param hostName what `hostname` prints in the pod (podHostName, kernel): glibc searches its domain where there is no search line.
 */
export function libcResolvConf(conf: ResolvConf, libc: Libc, hostName: string): LibcResolvConf {
  const search = conf.search.map(({ value }) => value);
  const line = `search ${search.filter((value) => value !== null).join(' ')}`;
  const ignored = libc === 'musl' && line.length > MUSL_MAX_LINE;
  return settingsOf(
    {
      nameservers: conf.nameservers.map(({ value }) => value),
      search: ignored ? [] : search.length === 0 ? domainOf(hostName, libc) : search,
      options: [conf.options.map(({ value }) => value)],
    },
    libc,
  );
}

/**
 * How a library reads the text of a resolv.conf. Both take the last search or domain line that says something, and nameservers that are
 * addresses; a keyword stands at the beginning of its line. glibc 2.26 and later have no limit to the search list.
 * @param hostName glibc searches its domain where no line names one; musl never does.
 * Source: glibc resolv/res_init.c, res_vinit_1 and res_setoptions (2.42); musl src/network/resolvconf.c, __get_resolv_conf (1.2.5).
 */
export function parseLibcResolvConf(text: string, libc: Libc, hostName: string): LibcResolvConf {
  const nameservers: string[] = [];
  const options: (readonly string[])[] = [];
  let search: readonly string[] | undefined;
  for (const line of text.split('\n')) {
    if (libc === 'musl' && line.length > MUSL_MAX_LINE) continue;
    const [keyword = '', ...values] = line.split(/[ \t]+/);
    const [first] = values.filter((value) => value !== '');
    if (keyword === 'options') options.push(values);
    if (keyword === 'nameserver' && first !== undefined && parseIp(first.replace(/%.*/, '')) !== undefined) nameservers.push(first);
    if (keyword === 'domain' && first !== undefined) search = libc === 'glibc' ? [first] : values;
    if (keyword === 'search' && first !== undefined) search = values;
  }
  const domains = search?.filter((value) => value !== '') ?? domainOf(hostName, libc);
  return settingsOf({ nameservers, search: domains, options }, libc);
}

function settingsOf({ nameservers, search, options }: Directives, libc: Libc): LibcResolvConf {
  const max = MAXIMA[libc];
  const all = options.flat();
  const unknown = all.includes(null);
  return {
    nameservers: nameservers.length === 0 ? ['127.0.0.1'] : nameservers.slice(0, MAX_NAMESERVERS),
    search,
    ndots: numberIn(options, 'ndots', MAX_NDOTS, libc) ?? (unknown ? null : 1),
    timeout: numberIn(options, 'timeout', max.timeout, libc) ?? 5,
    attempts: numberIn(options, 'attempts', max.attempts, libc) ?? 2,
    rotate: libc === 'glibc' && all.includes('rotate'),
    noTldQuery: libc === 'glibc' && all.includes('no-tld-query'),
  };
}

/** The last value of an option counts; on one line musl takes the first. */
function numberIn(lines: Directives['options'], name: string, max: number, libc: Libc): number | undefined {
  const pattern = new RegExp(`^${name}:(\\d+)`);
  const values = lines.flatMap((line) => {
    const found = line.flatMap((option) => pattern.exec(option ?? '')?.[1] ?? []);
    return libc === 'musl' ? found.slice(0, 1) : found;
  });
  const last = values.at(-1);
  return last === undefined ? undefined : Math.min(Number(last), max);
}

function domainOf(hostName: string, libc: Libc): readonly string[] {
  const [, ...domain] = hostName.split('.');
  return libc === 'musl' || domain.length === 0 ? [] : [domain.join('.')];
}
