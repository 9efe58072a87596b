import { ClusterError, InputError, UsageError } from '../model/errors.ts';
import { normalizeArguments } from './arguments.ts';
import type { Io } from './io.ts';
import { buildProgram, HelpShown } from './program.ts';

/** What a person is told after a mistake on the command line, as kubectl does. */
const SEE_HELP = "See 'kubectl netexplain --help' for usage.";

/**
 * Runs the command.
 * @param argv the arguments after the program's name
 * @returns the exit code: 0 yes or clean, 1 no, 2 could not answer, 3 undetermined (design: the same for every format)
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const program = buildProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(normalizeArguments(argv), { from: 'user' });
    return exitCode;
  } catch (error) {
    return failed(error, io);
  }
}

function failed(error: unknown, io: Io): number {
  if (error instanceof HelpShown) return 0;
  if (error instanceof ClusterError) {
    io.err(`${error.message}\n`);
    return error.exitCode;
  }
  if (error instanceof UsageError) {
    io.err(`error: ${error.message}\n${SEE_HELP}\n`);
    return 2;
  }
  if (error instanceof InputError) {
    io.err(`error: ${error.message}\n`);
    return 2;
  }
  throw error;
}
