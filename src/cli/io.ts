/** Everything of the process that a command may touch. Handed in, so that nothing below reaches for globals. */
export interface Io {
  readonly env: NodeJS.ProcessEnv;
  /** Data, for people or programs. */
  out(text: string): void;
  /** Waits until what `out` was given is on its way, so that very much of it does not pile up; false where nobody reads any more. */
  drained(): Promise<boolean>;
  /** Notices and errors. */
  err(text: string): void;
  /** All of standard input; refuses (InputError) when it is a terminal. */
  stdin(): Promise<string>;
  /** The terminal that `out` writes to: its width in columns, or undefined for a pipe or a file. */
  readonly terminal: { readonly columns: number } | undefined;
  /** Whether `err` is a terminal: progress is shown only there. */
  readonly interactive: boolean;
}
