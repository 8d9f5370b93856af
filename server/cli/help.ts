import { NOTATIONS, SETTING_NAMES, Settings, type SettingName } from '../config/settings.js';
import type { ClientCommand, OptionSpec } from './command.js';
import { COMMANDS, findCommand, SHARED_OPTIONS } from './commands.js';

const SERVE_SUMMARY = 'Run the service until it is stopped';

interface Row {
  left: string;
  right: string;
}

/** What the command is and does; null = all commands. */
export function helpText(topic: string | null): string {
  if (topic === 'serve') return serveHelp();
  const command = topic === null ? undefined : findCommand(topic);
  return command && topic !== null ? commandHelp(topic, command) : overview();
}

function overview(): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => ({ left: name, right: summary }));
  return [
    'Usage: loci COMMAND [OPTIONS]',
    '',
    'One local memory for you and your AI agents.',
    '',
    'Commands',
    ...table([{ left: 'serve', right: SERVE_SUMMARY }, ...commands, { left: 'help COMMAND', right: 'Tell more' }]),
    '',
    'Exit codes: 0 done, 1 failed or not running, 2 wrong use, 3 the port is taken.',
    '',
  ].join('\n');
}

function commandHelp(name: string, { summary, operands, options }: ClientCommand): string {
  return [
    `Usage: loci ${name} ${operands === '' ? '' : `${operands} `}[OPTIONS]`,
    '',
    `${summary}.`,
    '',
    'Options',
    ...table(Object.entries({ ...options, ...SHARED_OPTIONS }).map(optionRow)),
    '',
  ].join('\n');
}

function optionRow([name, { placeholder, description }]: [string, OptionSpec]): Row {
  return { left: `--${name}${placeholder === null ? '' : ` ${placeholder}`}`, right: description };
}

function serveHelp(): string {
  return [
    'Usage: loci serve [OPTIONS]',
    '',
    `${SERVE_SUMMARY}. When it is ready it prints one line of JSON; its log goes to stderr.`,
    'Each option can also be set in the environment; the option wins.',
    '',
    'Options',
    ...table([...SETTING_NAMES.flatMap(settingOption), { left: '--json', right: 'Log as JSON on a terminal too' }]),
    '',
    'Environment',
    ...table(SETTING_NAMES.map(settingVariable)),
    '',
    'Command lines can be read by others on this machine: keep tokens and keys in the environment or in a file.',
    '',
  ].join('\n');
}

function settingOption(name: SettingName): Row[] {
  const { option, placeholder } = NOTATIONS[name];
  return option === null ? [] : [{ left: `--${option} ${placeholder}`.trimEnd(), right: describeSetting(name) }];
}

function settingVariable(name: SettingName): Row {
  const { option, variable, kind } = NOTATIONS[name];
  if (option === null) return { left: variable, right: describeSetting(name) };
  return { left: variable, right: `--${option}${kind === 'list' ? ' (several with commas)' : ''}` };
}

function describeSetting(name: SettingName): string {
  const { description } = Settings.shape[name];
  const preset = Settings.shape[name].parse(undefined);
  const isTelling = typeof preset === 'string' || typeof preset === 'number';
  return `${description ?? ''}${isTelling ? ` (default ${preset})` : ''}`;
}

function table(rows: Row[]): string[] {
  const width = Math.max(...rows.map(({ left }) => left.length)) + 2;
  return rows.map(({ left, right }) => `  ${left.padEnd(width)}${right}`);
}
