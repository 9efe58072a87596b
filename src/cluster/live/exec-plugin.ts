import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ClusterError } from '../../model/errors.ts';
import { MalformedObject, type RawReader, rawReader } from '../kinds/raw.ts';
import type { Connection } from './connection.ts';
import type { ExecEntry } from './kubeconfig.ts';
import { fileProblem } from './read-file.ts';

/** What a credential plugin gave: a token, a certificate with its key (PEM), or both. */
export interface ExecCredential {
  readonly token?: string;
  readonly clientCertificateData?: string;
  readonly clientKeyData?: string;
}

/** What stopped a plugin from giving credentials. */
class PluginFailure extends Error {
  override name = 'PluginFailure';
}

/**
 * Runs a credential plugin once, as client-go does: its command from the kubeconfig, KUBERNETES_EXEC_INFO in its environment, its stderr
 * shown to the person. Source: kubernetes staging/src/k8s.io/client-go/plugin/pkg/client/auth/exec/exec.go (1.36).
 * @param timeout in milliseconds; the plugin is ended then
 * @throws ClusterError in kubectl's words, with the plugin's install hint where it is missing
 */
export async function execCredential(
  exec: ExecEntry,
  connection: Connection,
  env: NodeJS.ProcessEnv,
  timeout: number,
): Promise<ExecCredential> {
  const { apiVersion = '' } = exec;
  if (!/^client\.authentication\.k8s\.io\/v1(beta1)?$/.test(apiVersion)) {
    throw new ClusterError(`error: exec plugin: invalid apiVersion "${apiVersion}"`);
  }
  try {
    const interactive = isInteractive(exec);
    const own = Object.fromEntries(exec.env.map(({ name = '', value = '' }) => [name, value]));
    const stdout = await run(exec, { ...env, ...own, KUBERNETES_EXEC_INFO: execInfo(exec, connection, interactive) }, interactive, timeout);
    return credentialIn(decode(stdout), apiVersion);
  } catch (error) {
    if (!(error instanceof PluginFailure)) throw error;
    throw new ClusterError(`Unable to connect to the server: getting credentials: ${error.message}`, 2, { cause: error });
  }
}

function isInteractive({ interactiveMode = 'IfAvailable' }: ExecEntry): boolean {
  const terminal = process.stdin.isTTY === true;
  if (interactiveMode === 'Always' && !terminal) {
    throw new PluginFailure('exec plugin cannot support interactive mode: standard input is not a terminal');
  }
  return terminal && interactiveMode !== 'Never';
}

function execInfo(exec: ExecEntry, { server, cluster }: Connection, interactive: boolean): string {
  const { certificateAuthority: file, certificateAuthorityData: data } = cluster;
  const told = {
    server,
    'tls-server-name': cluster.tlsServerName,
    'insecure-skip-tls-verify': cluster.insecureSkipTlsVerify,
    'certificate-authority-data': data || (file && readFileSync(file).toString('base64')),
    'proxy-url': cluster.proxyUrl,
    'disable-compression': cluster.disableCompression,
    config: cluster.execConfig,
  };
  const spec = { interactive, ...(exec.provideClusterInfo === true && { cluster: told }) };
  return JSON.stringify({ kind: 'ExecCredential', apiVersion: exec.apiVersion, spec });
}

function run(exec: ExecEntry, env: NodeJS.ProcessEnv, interactive: boolean, timeout: number): Promise<string> {
  const { command = '', args } = exec;
  return new Promise((resolve, reject) => {
    const plugin = spawn(command, args, { env, stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'] });
    const failed = (why: string) => {
      clearTimeout(timer);
      // Whatever it has started may live on and hold the pipe.
      plugin.stdout?.destroy();
      reject(new PluginFailure(`exec: ${why}`));
    };
    const giveUp = () => {
      plugin.kill('SIGKILL');
      failed(`executable ${command} did not answer within ${timeout / 1000}s`);
    };
    const timer = Number.isFinite(timeout) ? setTimeout(giveUp, timeout) : undefined;
    const chunks: Buffer[] = [];
    plugin.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    plugin.on('error', (error) => failed(startProblem(exec, error)));
    plugin.on('close', (code, signal) => {
      if (code !== 0) return failed(`executable ${command} failed with ${code === null ? `signal ${signal}` : `exit code ${code}`}`);
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
  });
}

function startProblem({ command = '', installHint }: ExecEntry, error: NodeJS.ErrnoException): string {
  if (error.code !== 'ENOENT' || /[\\/]/.test(command)) return fileProblem(error, 'fork/exec', command);
  const advice = [
    `executable ${command} not found`,
    'It looks like you are trying to use a client-go credential plugin that is not installed.',
    'To learn more about this feature, consult the documentation available at:\n      https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins',
    ...(installHint ? [installHint] : []),
  ];
  return advice.join('\n\n');
}

function decode(stdout: string): RawReader {
  try {
    return rawReader(JSON.parse(stdout));
  } catch (error) {
    // What it printed instead may be a secret.
    const why = error instanceof MalformedObject ? error.withoutValue : 'it is not JSON';
    throw new PluginFailure(`decoding stdout: ${why}`, { cause: error });
  }
}

function credentialIn(answer: RawReader, apiVersion: string): ExecCredential {
  try {
    const version = answer.text('apiVersion') ?? '';
    const kind = answer.text('kind') ?? '';
    if (kind !== 'ExecCredential') throw new PluginFailure(`decoding stdout: no kind "${kind}" is registered for version "${version}"`);
    if (version !== apiVersion) {
      throw new PluginFailure(`exec plugin is configured to use API version ${apiVersion}, plugin returned version ${version}`);
    }
    if (!answer.has('status')) throw new PluginFailure("exec plugin didn't return a status field");
    return checked(answer.object('status'));
  } catch (error) {
    if (error instanceof MalformedObject) throw new PluginFailure(`decoding stdout: ${error.withoutValue}`, { cause: error });
    throw error;
  }
}

function checked(status: RawReader): ExecCredential {
  const token = status.text('token');
  const clientCertificateData = status.text('clientCertificateData');
  const clientKeyData = status.text('clientKeyData');
  if (!token && !clientCertificateData && !clientKeyData) throw new PluginFailure("exec plugin didn't return a token or cert/key pair");
  if (!clientCertificateData !== !clientKeyData) throw new PluginFailure('exec plugin returned only certificate or key, not both');
  return { ...(token && { token }), ...(clientCertificateData && clientKeyData && { clientCertificateData, clientKeyData }) };
}
