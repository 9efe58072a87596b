/** Flags that are either given or not; kubectl also takes `--flag=true` and `--flag=false` for them. */
export const SWITCHES = new Set([
  '--all-namespaces',
  '-A',
  '--recursive',
  '-R',
  '--insecure-skip-tls-verify',
  '--disable-compression',
  '--demo',
  '--all',
]);

/**
 * Rewrites arguments from kubectl's spelling into commander's: `-o=json` and `-n=a` lose the equals sign, `--demo=true` becomes `--demo`,
 * `--demo=false` disappears. Everything after `--` is left alone.
 */
export function normalizeArguments(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  const flags = end < 0 ? argv : argv.slice(0, end);
  const rest = end < 0 ? [] : argv.slice(end);
  const normalized = flags.flatMap((argument) => {
    const match = /^(--?[\w-]+)=(.*)$/s.exec(argument);
    const [, flag = '', value = ''] = match ?? [];
    if (match === null) return [argument];
    if (SWITCHES.has(flag)) return switchValue(flag, value, argument);
    return /^-\w$/.test(flag) ? [flag, value] : [argument];
  });
  return [...normalized, ...rest];
}

function switchValue(flag: string, value: string, argument: string): readonly string[] {
  if (/^(true|1|t)$/i.test(value)) return [flag];
  return /^(false|0|f)$/i.test(value) ? [] : [argument];
}
