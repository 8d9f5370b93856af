import type { z } from 'zod';
import type { Context } from './context.js';
import { UsageError } from '../config.js';

export interface OptionSpec {
  /** null = a flag. */
  placeholder: string | null;
  description: string;
}

/** One command of a client: what it takes and what it does. */
export interface ClientCommand {
  readonly summary: string;
  /** The arguments after the options, as the help shows them. */
  readonly operands: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Checks what was given. Throws `UsageError`. The function it returns does the work and tells the exit code. */
  prepare(values: Readonly<Record<string, unknown>>, operands: string[]): (context: Context) => Promise<number>;
}

interface Spec<Input extends z.ZodType> {
  summary: string;
  operands?: string;
  options?: Record<string, OptionSpec>;
  /** Of the options' values and `operands`. */
  input: Input;
  run(input: z.output<Input>, context: Context): Promise<number>;
}

/** Closes over a command's types so that the commands make a plain table. */
export function defineCommand<Input extends z.ZodType>(spec: Spec<Input>): ClientCommand {
  const { summary, operands = '', options = {}, input, run } = spec;
  return {
    summary,
    operands,
    options,
    prepare(values, given) {
      const parsed = input.safeParse({ ...values, operands: given });
      if (parsed.success) return (context) => run(parsed.data, context);
      const issue = parsed.error.issues[0];
      const name = String(issue?.path[0] ?? '');
      throw new UsageError(
        name === 'operands'
          ? (issue?.message ?? '')
          : `--${name} ${issue?.message ?? 'is not valid'}${values[name] === undefined ? '' : `, not ${JSON.stringify(values[name])}`}`,
      );
    },
  };
}
