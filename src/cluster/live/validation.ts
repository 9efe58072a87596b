import { accessSync, constants } from 'node:fs';
import { ClusterError } from '../../model/errors.ts';
import type { ClusterEntry, ExecEntry, UserEntry } from './kubeconfig.ts';
import { withoutUser } from './proxy.ts';
import { fileProblem } from './read-file.ts';

/**
 * Refuses what kubectl refuses before it connects: files that cannot be read, and settings that contradict each other.
 * Source: kubernetes staging/src/k8s.io/client-go/tools/clientcmd/validation.go and rest/config.go (1.36).
 * @throws ClusterError with all that is wrong, in kubectl's words
 */
export function checkConnection({ cluster, user }: { readonly cluster: ClusterEntry; readonly user: UserEntry }): void {
  const problems = [...clusterProblems(cluster), ...userProblems(user)];
  const [first] = problems;
  if (first !== undefined) {
    const list = problems.length === 1 ? first : `\n${problems.map((problem) => `* ${problem}`).join('\n')}`;
    throw new ClusterError(`Error in configuration: ${list}`);
  }
  if (cluster.insecureSkipTlsVerify === true && (cluster.certificateAuthority || cluster.certificateAuthorityData)) {
    throw new ClusterError('error: specifying a root certificates file with the insecure flag is not allowed');
  }
}

function clusterProblems(cluster: ClusterEntry): readonly string[] {
  const { name, proxyUrl, certificateAuthority, certificateAuthorityData } = cluster;
  const problems: string[] = [];
  const wrong = proxyUrl ? proxyUrlProblem(proxyUrl) : undefined;
  if (wrong !== undefined) problems.push(`invalid 'proxy-url' "${withoutUser(proxyUrl ?? '')}" for cluster "${name}": ${wrong}`);
  if (certificateAuthority && certificateAuthorityData) {
    problems.push(
      `certificate-authority-data and certificate-authority are both specified for ${name}. certificate-authority-data will override.`,
    );
  }
  return [...problems, ...unreadable('certificate-authority', certificateAuthority, name)];
}

function proxyUrlProblem(url: string): string | undefined {
  const [, scheme = ''] = /^([^:]*):\/\//.exec(url) ?? [];
  if (!/^(https?|socks5h?)$/.test(scheme)) return `unsupported scheme "${scheme}", must be http, https, or socks5`;
  return URL.canParse(url) ? undefined : 'it is no URL';
}

function userProblems(user: UserEntry): readonly string[] {
  const { name, token, tokenFile, username, password, as, asGroups, asUid, asUserExtra, exec, authProvider } = user;
  const problems = [...certificateProblems(user)];
  if (exec !== undefined && authProvider !== undefined) {
    problems.push(`authProvider cannot be provided in combination with an exec plugin for ${name}`);
  }
  if (exec !== undefined) problems.push(...execProblems(exec, name));
  if ((token || tokenFile) && (username || password)) {
    problems.push(`more than one authentication method found for ${name}; found [token basicAuth], only one is allowed`);
  }
  if (!as && (asUid || asGroups.length > 0 || Object.keys(asUserExtra).length > 0)) {
    problems.push(`requesting uid, groups or user-extra for ${name} without impersonating a user`);
  }
  return problems;
}

function certificateProblems(user: UserEntry): readonly string[] {
  const { name, clientCertificate, clientCertificateData, clientKey, clientKeyData } = user;
  if (!clientCertificate && !clientCertificateData) return [];
  const problems: string[] = [];
  if (clientCertificate && clientCertificateData) {
    problems.push(`client-cert-data and client-cert are both specified for ${name}. client-cert-data will override.`);
  }
  if (clientKey && clientKeyData) {
    problems.push(`client-key-data and client-key are both specified for ${name}; client-key-data will override`);
  }
  if (!clientKey && !clientKeyData) {
    problems.push(`client-key-data or client-key must be specified for ${name} to use the clientCert authentication method.`);
  }
  return [...problems, ...unreadable('client-cert', clientCertificate, name), ...unreadable('client-key', clientKey, name)];
}

function execProblems({ apiVersion, command, env, interactiveMode }: ExecEntry, name: string): readonly string[] {
  const missing = (what: string) => `${what} must be specified for ${name} to use exec authentication plugin`;
  const problems: string[] = [];
  if (!command) problems.push(missing('command'));
  if (!apiVersion) problems.push(missing('apiVersion'));
  if (env.some((variable) => !variable.name)) problems.push(missing('env variable name'));
  // The older version has a default.
  if (!interactiveMode && apiVersion === 'client.authentication.k8s.io/v1') problems.push(missing('interactiveMode'));
  if (interactiveMode && !['Never', 'IfAvailable', 'Always'].includes(interactiveMode)) {
    problems.push(`invalid interactiveMode for ${name}: ${JSON.stringify(interactiveMode)}`);
  }
  return problems;
}

function unreadable(what: string, file: string | undefined, name: string): readonly string[] {
  if (!file) return [];
  try {
    accessSync(file, constants.R_OK);
    return [];
  } catch (error) {
    return [`unable to read ${what} ${file} for ${name} due to ${fileProblem(error, 'open', file)}`];
  }
}
