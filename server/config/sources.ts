import type { z } from 'zod';
import { NOTATIONS, SETTING_NAMES, Settings, type SettingName, type TextKind } from './settings.js';
import { SPEC_VARIABLES } from './specVariables.js';

export type Env = Readonly<Record<string, string | undefined>>;

/** Options as `parseArgs` gives them, by their names on the command line. */
export type OptionValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** Wrong use of the command: one line for people, who can put it right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Where a setting's value was given, as people know that place: `--port`, `LOCI_PORT`. */
export type Origins = ReadonlyMap<SettingName, string>;

interface Given {
  origin: string;
  value: unknown;
}

/**
 * Option, then LOCI_* variable, then a documented API's own variable, then the default. Empty variables count as unset.
 * Throws `UsageError` that names the place and the value.
 */
export function readSettings(options: OptionValues, env: Env): { settings: Settings; origins: Origins } {
  const given = gather(SETTING_NAMES, options, env);
  const origins = new Map([...given].map(([name, { origin }]) => [name, origin]));
  return { settings: check(Settings, given), origins };
}

/** The settings of those who only talk to a service; what else is set wrongly does not concern them. */
export function readClientSettings(options: OptionValues, env: Env): ClientSettings {
  return check(ClientSettings, gather(['dataDir', 'user'], options, env));
}

const ClientSettings = Settings.pick({ dataDir: true, user: true });
export type ClientSettings = z.output<typeof ClientSettings>;

type AllGiven = ReadonlyMap<SettingName, Given>;

function gather(names: readonly SettingName[], options: OptionValues, env: Env): AllGiven {
  const given = new Map<SettingName, Given>();
  for (const name of names) {
    const value = fromOption(name, options) ?? fromVariable(name, env) ?? fromSpecVariable(name, env);
    if (value) given.set(name, value);
  }
  return given;
}

function check<Schema extends z.ZodType>(schema: Schema, given: AllGiven): z.output<Schema> {
  const parsed = schema.safeParse(Object.fromEntries([...given].map(([name, { value }]) => [name, value])));
  if (parsed.success) return parsed.data;
  throw new UsageError(describeIssue(parsed.error.issues[0], given));
}

function fromOption(name: SettingName, options: OptionValues): Given | undefined {
  const { option, kind } = NOTATIONS[name];
  const value = option === null ? undefined : options[option];
  if (value === undefined) return undefined;
  return { origin: `--${option ?? ''}`, value: typeof value === 'string' ? fromText(kind, value) : value };
}

function fromVariable(name: SettingName, env: Env): Given | undefined {
  const { variable, kind } = NOTATIONS[name];
  const text = env[variable];
  return text ? { origin: variable, value: fromText(kind, text) } : undefined;
}

function fromSpecVariable(name: SettingName, env: Env): Given | undefined {
  for (const variable of SPEC_VARIABLES) {
    if (!('setting' in variable) || variable.setting !== name) continue;
    const set = env[variable.name];
    const text = set && variable.read ? variable.read(set, env) : set;
    if (text) return { origin: variable.name, value: fromText(NOTATIONS[name].kind, text) };
  }
  return undefined;
}

/** What cannot be read stays text, for the schema to refuse. */
function fromText(kind: TextKind, text: string): unknown {
  const trimmed = text.trim();
  switch (kind) {
    case 'text':
      return trimmed;
    case 'list':
      return fromList(trimmed);
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed;
    case 'flag':
      if (/^(1|true|yes|on)$/i.test(trimmed)) return true;
      return /^(0|false|no|off)$/i.test(trimmed) ? false : trimmed;
  }
}

/** Words, or a list in JSON where an entry has blanks of its own. */
function fromList(text: string): unknown {
  if (/^\[\s*"/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  // What has blanks in it can be listed with commas.
  return text.split(text.includes(',') ? /\s*,\s*/ : /\s+/).filter((part) => part !== '');
}

const SECRETS: readonly SettingName[] = ['token', 'apiKeys', 'mediaApiKey', 'databaseUrl'];

function describeIssue(issue: { path: PropertyKey[]; message: string } | undefined, given: AllGiven): string {
  const name = issue?.path[0] as SettingName;
  const { origin, value } = given.get(name) ?? { origin: name, value: '' };
  const message = NOTATIONS[name].kind === 'flag' ? 'must be true or false' : (issue?.message ?? 'is not valid');
  const shown = typeof issue?.path[1] === 'number' && Array.isArray(value) ? (value[issue.path[1]] as unknown) : value;
  return `${origin} ${message}${SECRETS.includes(name) ? '' : `, not ${JSON.stringify(shown)}`}`;
}
