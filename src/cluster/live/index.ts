/** A live cluster, read as kubectl would: kubeconfig, flags and environment become a Reader. Only ever sends GET. */
import type { Reader } from '../../model/snapshot.ts';
import { packageVersion } from '../package-files.ts';
import { credentialsOf } from './credentials.ts';
import { type ConnectionFlags, parseTimeout } from './flags.ts';
import { loadConnection } from './kubeconfig.ts';
import { connectionError } from './network-error.ts';
import { liveReader } from './reader.ts';
import { openTransport, type Transport } from './transport.ts';

export type { ConnectionFlags } from './flags.ts';

/** A cluster that can be asked. */
export interface ClusterConnection {
  readonly server: string;
  /** `--namespace`, else the context's, else `default`. */
  readonly namespace: string;
  readonly read: Reader;
  /** The local clock, RFC 3339. */
  now(): string;
  close(): void;
}

/** Objects in one page, as kubectl asks for them. */
const CHUNK_SIZE = 500;

/**
 * Prepares a connection; nothing is sent yet.
 * @throws ClusterError, in kubectl's words, when the kubeconfig cannot be used; UsageError for a malformed time-out
 */
export async function connect(flags: ConnectionFlags, env: NodeJS.ProcessEnv): Promise<ClusterConnection> {
  const timeout = parseTimeout(flags.requestTimeout);
  const connection = loadConnection(flags, env);
  const { server } = connection.cluster;
  const options = { server, timeout, compress: flags.disableCompression !== true, userAgent: userAgent() };
  const open = async () => openTransport(options, await credentialsOf(connection, env, timeout));
  let transport = await open();
  let renewed: Promise<Transport> | undefined;

  const get = async (path: string, accept: string) => {
    try {
      const used = transport;
      const answer = await used.get(path, accept);
      if (answer.status !== 401) return answer;
      // A token may have run out since it was read: once, credentials are asked for again.
      renewed ??= open();
      transport = await renewed;
      return used === transport ? answer : await transport.get(path, accept);
    } catch (error) {
      throw connectionError(error, server);
    }
  };
  const { namespace } = connection;
  return {
    server,
    namespace,
    read: liveReader({ server, namespace, chunkSize: flags.chunkSize ?? CHUNK_SIZE, get }),
    now: () => new Date().toISOString(),
    close: () => transport.close(),
  };
}

function userAgent(): string {
  return `kubectl-netexplain/${packageVersion()} (${process.platform}/${process.arch})`;
}
