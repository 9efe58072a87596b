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

/** What a run of a program used. What only Linux tells is NaN elsewhere. */
export interface Use {
  /** From its start to its end. */
  readonly seconds: number;
  /** Of all its threads, user and system. */
  readonly cpuSeconds: number;
  /** The most that was resident. */
  readonly megabytes: number;
}

/** Runs a program to its end, looking at what it uses as often as `interval` says (milliseconds). Throws when it fails. */
export async function useOf(program: Program, interval: number): Promise<Use> {
  const started = performance.now();
  const child = start(program);
  let used: Omit<Use, 'seconds'> = { cpuSeconds: Number.NaN, megabytes: Number.NaN };
  const looking = setInterval(() => {
    used = usedSoFar(child.pid) ?? used;
  }, interval);
  try {
    await ended(child, program);
  } finally {
    clearInterval(looking);
  }
  return { seconds: (performance.now() - started) / 1000, ...used };
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

/** The kernel tells processes their CPU time in hundredths of a second, whatever its own clock. Source: proc(5), USER_HZ. */
const TICKS_PER_SECOND = 100;

/** Source: proc(5): VmHWM in /proc/PID/status; utime and stime in /proc/PID/stat, the 12th and 13th field after the name in brackets. */
function usedSoFar(pid: number | undefined): Omit<Use, 'seconds'> | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    if (kilobytes === undefined || user === undefined || system === undefined) return undefined;
    return { megabytes: Number(kilobytes) / 1024, cpuSeconds: (user + system) / TICKS_PER_SECOND };
  } catch {
    // The process has just ended, or this system has no /proc.
    return undefined;
  }
}
