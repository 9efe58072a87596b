import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ApiServer, type ApiServerOptions, startApiServer } from '../support/api-server/index.ts';
import { labObjects } from '../support/truth.ts';

/** A folder that is gone when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'netexplain-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file into a folder of its own and returns its path. */
export function temporaryFile(name: string, text: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

/** The lab's cluster behind a server that lives as long as the test, and a kubeconfig file for it. */
export async function labServer(
  options: Omit<ApiServerOptions, 'objects'> = {},
  kubeconfig: Parameters<ApiServer['kubeconfig']>[0] = {},
): Promise<{ readonly server: ApiServer; readonly kubeconfig: string }> {
  const server = await startApiServer({ objects: labObjects(), ...options });
  onTestFinished(() => server.close());
  return { server, kubeconfig: temporaryFile('kubeconfig', server.kubeconfig(kubeconfig)) };
}
