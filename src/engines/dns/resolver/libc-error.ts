import type { Libc } from './libc-resolv-conf.ts';
import type { SearchResult } from './search.ts';

/** What getaddrinfo returns, and how programs print it. */
export interface LibcError {
  readonly code: 'EAI_NONAME' | 'EAI_NODATA' | 'EAI_AGAIN';
  readonly message: string;
}

const MESSAGES: Readonly<Record<Libc, Readonly<Record<LibcError['code'], string>>>> = {
  glibc: {
    EAI_NONAME: 'Name or service not known',
    EAI_NODATA: 'No address associated with hostname',
    EAI_AGAIN: 'Temporary failure in name resolution',
  },
  musl: { EAI_NONAME: 'Name does not resolve', EAI_NODATA: 'Name has no usable address', EAI_AGAIN: 'Try again' },
};

/**
 * The error that a program gets for the result of a search. Undefined for an answer, and for a name that cannot be asked for: there the
 * versions differ. Source: glibc nss/getaddrinfo.c, resolv/gai_strerror (2.42); musl src/network/gai_strerror.c (1.2.5).
 */
export function libcError(result: SearchResult, libc: Libc): LibcError | undefined {
  const code = codeOf(result);
  return code === undefined ? undefined : { code, message: MESSAGES[libc][code] };
}

function codeOf(result: SearchResult): LibcError['code'] | undefined {
  switch (result) {
    case 'NXDOMAIN':
      return 'EAI_NONAME';
    case 'NODATA':
      return 'EAI_NODATA';
    case 'SERVFAIL':
    case 'REFUSED':
    case 'TIMEOUT':
    case 'EAI_AGAIN':
      return 'EAI_AGAIN';
    case 'ANSWER':
    case 'INVALID':
      return undefined;
  }
}
