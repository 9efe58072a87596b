import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { temporaryFile, temporaryFolder } from '../../e2e/cluster.ts';
import type { ApiServer } from '../../support/api-server/index.ts';
import { kubeconfigFor, open, outcome, readOne, SERVICES, serve, summary } from './session.ts';

const VERSION = 'client.authentication.k8s.io/v1';
const FAILED = 'Unable to connect to the server: getting credentials: ';

/** A plugin: a script of Node. */
const plugin = (script: string) => ({ command: process.execPath, args: [temporaryFile('plugin.cjs', script)] });

/** A plugin that answers with a status. */
const answering = (status: object | undefined, more: object = {}) =>
  plugin(`console.log(${JSON.stringify(JSON.stringify({ kind: 'ExecCredential', apiVersion: VERSION, status, ...more }))})`);

const configFor = (server: ApiServer, exec: object, user: object = {}) =>
  kubeconfigFor(server, { credentials: 'none', user: { ...user, exec: { apiVersion: VERSION, interactiveMode: 'Never', ...exec } } });

describe('a credential plugin', () => {
  it('gives a token', async () => {
    expect(await outcome({ kubeconfig: configFor(await serve(), answering({ token: 'secret' })) })).toBe('complete a/foo');
  });

  it('gives a certificate with its key', async () => {
    const server = await serve();
    const { certPem, keyPem } = server.clientCert;
    const exec = answering({ clientCertificateData: certPem, clientKeyData: keyPem });
    expect(await outcome({ kubeconfig: configFor(server, exec) })).toBe('complete a/foo');
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('of the older version needs no interactiveMode', async () => {
    const exec = {
      ...answering({ token: 'secret' }, { apiVersion: `${VERSION}beta1` }),
      apiVersion: `${VERSION}beta1`,
      interactiveMode: undefined,
    };
    expect(await outcome({ kubeconfig: configFor(await serve(), exec) })).toBe('complete a/foo');
  });

  it('has its arguments and environment, without losing the rest', async () => {
    const script = `console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: '${VERSION}',
      status: { token: [process.argv[2], process.env.OWN, process.env.OUTER].join('') } }))`;
    const { command, args } = plugin(script);
    const exec = { command, args: [...args, 'se'], env: [{ name: 'OWN', value: 'cr' }] };
    expect(await outcome({ kubeconfig: configFor(await serve(), exec) }, { OUTER: 'et' })).toBe('complete a/foo');
  });

  it('beside the kubeconfig is found from any working directory', async () => {
    const server = await serve();
    const kubeconfig = configFor(server, { command: './own-plugin' });
    const command = join(kubeconfig, '..', 'own-plugin');
    const answer = JSON.stringify({ kind: 'ExecCredential', apiVersion: VERSION, status: { token: 'secret' } });
    writeFileSync(command, `#!/bin/sh\necho '${answer}'\n`);
    chmodSync(command, 0o755);
    expect(await outcome({ kubeconfig })).toBe('complete a/foo');
  });

  it('is run once for many requests, even when it says that its token has expired', async () => {
    const log = join(temporaryFolder(), 'runs');
    const status = { token: 'secret', expirationTimestamp: '2020-01-01T00:00:00Z' };
    const answer = JSON.stringify({ kind: 'ExecCredential', apiVersion: VERSION, status });
    const exec = plugin(`require('fs').appendFileSync(${JSON.stringify(log)}, 'x'); console.log(${JSON.stringify(answer)})`);
    const cluster = await open({ kubeconfig: configFor(await serve(), exec) });
    await cluster.read(Array(6).fill(SERVICES));
    expect(summary(await readOne(cluster))).toBe('complete a/foo');
    expect(readFileSync(log, 'utf8')).toBe('x');
  });

  it('is run again when the server does not take its token any more', async () => {
    const log = join(temporaryFolder(), 'runs');
    const script = `const fs = require('fs');
      const token = fs.existsSync(${JSON.stringify(log)}) ? 'secret' : 'expired';
      fs.appendFileSync(${JSON.stringify(log)}, 'x');
      console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: '${VERSION}', status: { token } }));`;
    const cluster = await open({ kubeconfig: configFor(await serve(), plugin(script)) });
    const readings = await cluster.read(Array(6).fill(SERVICES));
    expect(readings.map(({ listing }) => summary(listing))).toEqual(Array(6).fill('complete a/foo'));
    expect(readFileSync(log, 'utf8')).toBe('xx');
  });

  it.each([
    ['a token', { token: 'secret' }],
    ['a token file', { tokenFile: 'secret' }],
  ])('is not run where there is %s', async (_what, user) => {
    const own = 'tokenFile' in user ? { tokenFile: temporaryFile('token', 'secret') } : user;
    expect(await outcome({ kubeconfig: configFor(await serve(), plugin('process.exit(7)'), own) })).toBe('complete a/foo');
  });

  it('is not run for a server without TLS', async () => {
    const server = await serve({ http: true });
    expect(await outcome({ kubeconfig: configFor(server, plugin('process.exit(7)')) })).toBe('complete a/foo');
  });
});

describe('a credential plugin that fails', () => {
  const NODE = process.execPath;
  it.each([
    ['ends with an exit code', () => plugin('process.exit(3)'), `exec: executable ${NODE} failed with exit code 3`],
    ['is ended by a signal', () => plugin('process.kill(process.pid, "SIGTERM")'), `exec: executable ${NODE} failed with signal SIGTERM`],
    ['is missing', () => ({ command: '/no/plugin' }), 'exec: fork/exec /no/plugin: no such file or directory'],
    ['may not be executed', () => ({ command: temporaryFile('plugin', '') }), /^exec: fork\/exec .*\/plugin: permission denied$/],
    ['prints nothing', () => plugin(''), 'decoding stdout: it is not JSON'],
    ['prints no JSON, which is not shown', () => plugin('console.log("eyJhbGciOi")'), 'decoding stdout: it is not JSON'],
    ['prints a list', () => plugin('console.log("[]")'), 'decoding stdout: object: expected an object, got a list'],
    ['prints null', () => plugin('console.log("null")'), 'decoding stdout: no kind "" is registered for version ""'],
    ['prints another kind', () => answering({}, { kind: 'Pod' }), `decoding stdout: no kind "Pod" is registered for version "${VERSION}"`],
    [
      'prints another version',
      () => answering({}, { apiVersion: `${VERSION}beta1` }),
      `exec plugin is configured to use API version ${VERSION}, plugin returned version ${VERSION}beta1`,
    ],
    ['has no status', () => answering(undefined), "exec plugin didn't return a status field"],
    ['has an empty status', () => answering({}), "exec plugin didn't return a token or cert/key pair"],
    ['has half a certificate', () => answering({ clientKeyData: 'x' }), 'exec plugin returned only certificate or key, not both'],
    ['has a token that is a number', () => answering({ token: 5550199 }), 'decoding stdout: status.token: expected a string, got number'],
  ])('because it %s, is told in the words of kubectl', async (_what, exec, expected) => {
    const message = await outcome({ kubeconfig: configFor(await serve(), exec()) });
    expect(message.slice(0, FAILED.length)).toBe(FAILED);
    if (typeof expected === 'string') expect(message.slice(FAILED.length)).toBe(expected);
    else expect(message.slice(FAILED.length)).toMatch(expected);
  });

  it('because its certificate is none, is an error', async () => {
    const exec = answering({ clientCertificateData: 'x', clientKeyData: 'y' });
    expect(await outcome({ kubeconfig: configFor(await serve(), exec) })).toContain(
      'tls: failed to find any PEM data in certificate input',
    );
  });

  it('because it needs a terminal, is not run', async () => {
    const exec = { ...answering({ token: 'secret' }), interactiveMode: 'Always' };
    expect(await outcome({ kubeconfig: configFor(await serve(), exec) })).toBe(
      `${FAILED}exec plugin cannot support interactive mode: standard input is not a terminal`,
    );
  });

  it('because it hangs, is ended at the time-out, and what it would have done does not happen', async () => {
    const log = join(temporaryFolder(), 'late');
    const exec = plugin(`setTimeout(() => require('fs').writeFileSync(${JSON.stringify(log)}, ''), 1500)`);
    const started = Date.now();
    expect(await outcome({ kubeconfig: configFor(await serve(), exec), requestTimeout: '300ms' })).toBe(
      `${FAILED}exec: executable ${process.execPath} did not answer within 0.3s`,
    );
    expect(Date.now() - started).toBeLessThan(1400);
    await sleep(1500);
    expect(existsSync(log)).toBe(false);
  });
});
