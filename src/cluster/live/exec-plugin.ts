import { spawn } from 'node:child_process';
import { ClusterError } from '../../model/errors.ts';
import type { Connection, ExecEntry } from './kubeconfig.ts';

/** What a credential plugin gave. */
export interface ExecCredential {
  readonly token?: string;
  readonly clientCertificateData?: string;
  readonly clientKeyData?: string;
}

/**
 * Runs a credential plugin once, as client-go does: its command from the kubeconfig, KUBERNETES_EXEC_INFO in its environment, its stderr
 * shown to the person. Source: kubernetes staging/src/k8s.io/client-go/plugin/pkg/client/auth/exec/exec.go (1.36).
 * @param timeout in milliseconds; the plugin is ended then
 * @throws ClusterError in kubectl's words, with the plugin's install hint where it is missing.
 */
export async function execCredential(
  exec: ExecEntry,
  connection: Connection,
  env: NodeJS.ProcessEnv,
  timeout: number,
): Promise<ExecCredential> {
  const failed = (why: string, cause?: unknown) =>
    new ClusterError(`Unable to connect to the server: getting credentials: ${why}`, 2, cause === undefined ? {} : { cause });
  if (typeof exec.command !== 'string' || exec.command === '') throw failed('exec: no command is given');
  const extra = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]));
  const stdout = await run(exec, { ...env, ...extra, KUBERNETES_EXEC_INFO: execInfo(exec, connection) }, timeout, failed);
  let answer: { readonly kind?: unknown; readonly status?: ExecCredential };
  try {
    answer = JSON.parse(stdout) as typeof answer;
  } catch (error) {
    throw failed(`decoding stdout: ${(error as Error).message}`, error);
  }
  if (answer.kind !== 'ExecCredential') throw failed(`decoding stdout: no kind "ExecCredential" in the answer of ${exec.command}`);
  if (answer.status === undefined) throw failed('exec plugin did not return a status field');
  const { token, clientCertificateData, clientKeyData } = answer.status;
  if (!token && !clientCertificateData) throw failed('exec plugin did not return a token or cert/key pair');
  return { ...(token && { token }), ...(clientCertificateData && { clientCertificateData }), ...(clientKeyData && { clientKeyData }) };
}

function execInfo(exec: ExecEntry, { cluster }: Connection): string {
  const info = {
    server: cluster.server,
    'tls-server-name': cluster['tls-server-name'],
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'],
    'certificate-authority-data': cluster['certificate-authority-data'],
    'proxy-url': cluster['proxy-url'],
  };
  const spec = { interactive: process.stdin.isTTY === true, ...(exec.provideClusterInfo === true ? { cluster: info } : {}) };
  return JSON.stringify({ kind: 'ExecCredential', apiVersion: exec.apiVersion ?? 'client.authentication.k8s.io/v1', spec });
}

function run(
  exec: ExecEntry,
  env: NodeJS.ProcessEnv,
  timeout: number,
  failed: (why: string, cause?: unknown) => ClusterError,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const plugin = spawn(exec.command, exec.args ?? [], {
      env,
      stdio: [process.stdin.isTTY === true ? 'inherit' : 'ignore', 'pipe', 'inherit'],
    });
    const timer = Number.isFinite(timeout) ? setTimeout(() => plugin.kill(), timeout) : undefined;
    const chunks: Buffer[] = [];
    plugin.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    plugin.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(error.code === 'ENOENT' ? failed(notInstalled(exec), error) : failed(`exec: ${error.message}`, error));
    });
    plugin.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else
        reject(
          failed(
            signal === null
              ? `exec: executable ${exec.command} failed with exit code ${code}`
              : `exec: executable ${exec.command} was ended by ${signal}`,
          ),
        );
    });
  });
}

function notInstalled({ command, installHint }: ExecEntry): string {
  const advice = [
    'It looks like you are trying to use a client-go credential plugin that is not installed.',
    'To learn more about this feature, consult the documentation available at:\n      https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins',
    ...(installHint === undefined || installHint === '' ? [] : [installHint]),
  ];
  return `exec: executable ${command} not found\n\n${advice.join('\n\n')}`;
}
