import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The command as users start it. `npm test` builds it first. */
export const COMMAND = join(import.meta.dirname, '../../bin/kubectl-netexplain');

/** A home of its own, so that nobody's kubeconfig is found; it stays, so that the code cache is warm. */
const HOME = join(tmpdir(), 'netexplain-test-home');

/** What a process did. `code` is null where a signal ended it. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string;
  readonly cwd?: string;
  /** The program; our command when left out. */
  readonly program?: string;
}

/** Runs the command (or another program) to its end, away from the user's own kubeconfig. */
export function runCommand(args: readonly string[], { env = {}, stdin = '', cwd, program }: RunOptions = {}): Promise<Run> {
  const started = Date.now();
  const clean = { ...process.env, NODE_EXTRA_CA_CERTS: undefined, KUBECONFIG: undefined, HOME, NO_COLOR: undefined };
  mkdirSync(HOME, { recursive: true, mode: 0o700 });
  const [file, first] = program === undefined ? [process.execPath, [COMMAND]] : [program, []];
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...first, ...args], { env: { ...clean, ...env }, ...(cwd === undefined ? {} : { cwd }) });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output, milliseconds: Date.now() - started }));
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
  });
}
