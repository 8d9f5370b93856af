import { add } from './add.js';
import { allowCapture } from './allowCapture.js';
import { exportMemories, importMemories } from './backup.js';
import type { ClientCommand, OptionSpec } from './command.js';
import { doctor } from './doctor/doctor.js';
import { erase } from './erase.js';
import { languages } from './languages.js';
import { migrate } from './migrate.js';
import { open } from './open.js';
import { search } from './search.js';
import { status } from './status.js';
import { stop } from './stop.js';
import { users } from './users.js';

/** Everything but `serve`. */
export const COMMANDS: Readonly<Record<string, ClientCommand>> = {
  status,
  search,
  add,
  import: importMemories,
  export: exportMemories,
  open,
  'allow-capture': allowCapture,
  languages,
  users,
  migrate,
  doctor,
  stop,
  erase,
};

/** undefined = there is no such command. */
export function findCommand(name: string): ClientCommand | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}

/** What every command of a client takes. */
export const SHARED_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  user: { placeholder: 'NAME', description: 'Whose memory (LOCI_USER, default user)' },
  'data-dir': { placeholder: 'DIR', description: 'Where everything is kept (LOCI_DATA_DIR, default ~/.loci)' },
  json: { placeholder: null, description: 'Print JSON' },
  help: { placeholder: null, description: 'Tell what the command does' },
};
