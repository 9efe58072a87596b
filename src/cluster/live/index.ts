/** A live cluster, read as kubectl would: kubeconfig, flags and environment become a Reader. Only ever sends GET. */
import type { Reader } from '../../model/snapshot.ts';
import { packageVersion } from '../package-files.ts';
import { loadConnection } from './connection.ts';
import { credentialsOf } from './credentials.ts';
import { type ConnectionFlags, parseTimeout } from './flags.ts';
import { connectionError } from './network-error.ts';
import { liveReader } from './reader.ts';
import { openTransport, type Transport } from './transport.ts';

export type { ConnectionFlags } from './flags.ts';

/** A cluster that can be asked. */
export interface ClusterConnection {
  readonly server: string;
  /** `--namespace`, else the context's, else the pod's own, else `default`. */
  readonly namespace: string;
  readonly read: Reader;
  /** The local clock, RFC 3339. */
  now(): string;
  close(): void;
}

/** Objects in one page, as kubectl asks for them. */
const CHUNK_SIZE = 500;

/**
 * Prepares a connection; nothing is sent to the server yet, but a credential plugin is run. It may take as long as a request, or as the
 * person at the terminal needs to log in, unless `--request-timeout` says otherwise.
 * @throws ClusterError, in kubectl's words, when the kubeconfig cannot be used; UsageError for a malformed time-out
 */
export async function connect(flags: ConnectionFlags, env: NodeJS.ProcessEnv): Promise<ClusterConnection> {
  const timeout = parseTimeout(flags.requestTimeout);
  const connection = loadConnection(flags, env);
  const { server, namespace, cluster, user } = connection;
  const compress = flags.disableCompression !== true && cluster.disableCompression !== true;
  const userAgent = `kubectl-netexplain/${packageVersion()} (${process.platform}/${process.arch})`;
  const limits = { proxy: timeout, plugin: flags.requestTimeout === undefined && process.stdin.isTTY ? Number.POSITIVE_INFINITY : timeout };

  const closing = new AbortController();
  const { signal } = closing;
  const open = async () => openTransport({ server, timeout, compress, userAgent, signal }, await credentialsOf(connection, env, limits));
  const mayExpire = user.exec !== undefined || user.tokenFile !== undefined;
  let transport = await open();
  let renewed: Promise<Transport> | undefined;

  const get = async (path: string, accept: string) => {
    try {
      const used = transport;
      const answer = await used.get(path, accept);
      if (answer.status !== 401 || !mayExpire) return answer;
      // Once, for all requests that find their credentials expired.
      renewed ??= open();
      transport = await renewed;
      if (used === transport) return answer;
      return await transport.get(path, accept);
    } catch (error) {
      throw connectionError(error, server);
    }
  };
  return {
    server,
    namespace,
    read: liveReader({ server, namespace, chunkSize: flags.chunkSize ?? CHUNK_SIZE, get }),
    now: () => new Date().toISOString(),
    close: () => closing.abort(),
  };
}
