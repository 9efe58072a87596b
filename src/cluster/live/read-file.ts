/** Go's words for the failures of files that people meet. Source: Go syscall/zerrors_linux_amd64.go (1.24). */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
};

/** What went wrong with a file, as Go prints it: `open /x: no such file or directory`. `action` is `open`, `read` or `fork/exec`. */
export function fileProblem(error: unknown, action: 'open' | 'read' | 'fork/exec', file: string): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const verb = action === 'read' && code !== 'EISDIR' ? 'open' : action;
  return `${verb} ${file}: ${REASONS[code] ?? message}`;
}
