import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process to be measured. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Runs a program to its end, its output thrown away. Returns the wall time in milliseconds; throws when it fails. */
export async function wallTime(program: Program): Promise<number> {
  const started = performance.now();
  await ended(start(program), program);
  return performance.now() - started;
}

/** Runs a program to its end and returns its peak resident memory in MB; undefined where the system does not tell (only Linux does). */
export async function peakMemory(program: Program): Promise<number | undefined> {
  const child = start(program);
  let peak: number | undefined;
  const looking = setInterval(() => {
    peak = peakSoFar(child.pid) ?? peak;
  }, 1);
  try {
    await ended(child, program);
  } finally {
    clearInterval(looking);
  }
  return peak;
}

function start({ file, args, env }: Program) {
  return spawn(file, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
}

function ended(child: ReturnType<typeof start>, { file, args }: Program): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${[file, ...args].join(' ')} ended with exit code ${code}: ${said}`));
    });
  });
}

function peakSoFar(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    // The process has just ended, or this system has no /proc.
    return undefined;
  }
}
