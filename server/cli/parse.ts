import { parseArgs, type ParseArgsConfig } from 'node:util';
import { readClientConfig, readConfig, UsageError, type Env, type ServiceConfig } from '../config.js';
import { NOTATIONS, SETTING_NAMES } from '../config/settings.js';
import type { ClientCommand } from './command.js';
import { findCommand, SHARED_OPTIONS } from './commands.js';
import type { Context } from './context.js';

/** What `loci` was asked to do. */
export type Command =
  /** `isJson`: the log is JSON on a terminal too. */
  | { name: 'serve'; config: ServiceConfig; isJson: boolean }
  | ({ name: 'client' } & Pick<Context, 'dataDir' | 'user' | 'isJson'> & { run: (context: Context) => Promise<number> })
  /** null = the overview. */
  | { name: 'help'; topic: string | null }
  | { name: 'version' }
  | { name: 'invalid'; message: string };

type OptionTypes = NonNullable<ParseArgsConfig['options']>;

/** Reads the arguments after the script's name. Whatever is wrong with them is an answer too. */
export function parseCommand(argv: readonly string[], env: Env): Command {
  try {
    return parse(argv, env);
  } catch (error) {
    if (error instanceof UsageError) return { name: 'invalid', message: error.message };
    throw error;
  }
}

function parse([name, ...rest]: readonly string[], env: Env): Command {
  if (name === undefined || name === '--help' || name === '-h') return { name: 'help', topic: null };
  if (name === '--version' || name === '-v') return { name: 'version' };
  if (name === 'help') return parseHelp(rest[0]);
  if (name === 'serve') return parseServe(rest, env);
  const command = findCommand(name);
  if (!command) throw new UsageError(`There is no command ${JSON.stringify(name)}; loci help lists them`);
  return parseClient(name, command, rest, env);
}

function parseHelp(topic: string | undefined): Command {
  if (topic === undefined || topic.startsWith('-')) return { name: 'help', topic: null };
  if (topic !== 'serve' && !findCommand(topic)) throw new UsageError(`There is no command ${JSON.stringify(topic)}`);
  return { name: 'help', topic };
}

function parseServe(rest: string[], env: Env): Command {
  const options: OptionTypes = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } };
  for (const { option, kind } of SETTING_NAMES.map((name) => NOTATIONS[name])) {
    if (option !== null) options[option] = { type: kind === 'flag' ? 'boolean' : 'string', multiple: kind === 'list' };
  }
  const { values, positionals } = readArguments(rest, options);
  if (values.help === true) return { name: 'help', topic: 'serve' };
  if (positionals.length > 0) throw new UsageError(`serve takes no argument ${JSON.stringify(positionals[0])}`);
  return { name: 'serve', config: readConfig(values, env), isJson: values.json === true };
}

function parseClient(name: string, command: ClientCommand, rest: string[], env: Env): Command {
  const known = { ...command.options, ...SHARED_OPTIONS };
  const options: OptionTypes = Object.fromEntries(
    Object.entries(known).map(([option, { placeholder }]) => [
      option,
      { type: placeholder === null ? 'boolean' : 'string', ...(option === 'help' ? { short: 'h' } : {}) },
    ]),
  );
  const { values, positionals } = readArguments(rest, options);
  if (values.help === true) return { name: 'help', topic: name };
  if (command.operands === '' && positionals.length > 0) {
    throw new UsageError(`${name} takes no argument ${JSON.stringify(positionals[0])}`);
  }
  const shared = { user: values.user, 'data-dir': values['data-dir'] };
  const run = command.prepare(values, positionals);
  return { name: 'client', ...readClientConfig(shared, env), isJson: values.json === true, run };
}

function readArguments(args: string[], options: OptionTypes): ReturnType<typeof parseArgs> {
  try {
    return parseArgs({ args, options, allowPositionals: true, allowNegative: true, strict: true });
  } catch (error) {
    // Its message explains itself in several sentences; the first says what is wrong.
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split(/\.\s|\n/, 1)[0] ?? message);
  }
}
