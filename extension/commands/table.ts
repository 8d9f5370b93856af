import * as vscode from 'vscode';
import type { Panels } from '../panels/panels.js';
import type { Secrets } from '../secrets.js';
import type { Connection } from '../service/connection.js';
import type { Memory } from '../service/memory.js';
import type { StatusBar } from '../statusBar.js';
import { agentCommands } from './agents.js';
import { captureCommands } from './capture.js';
import { dataCommands } from './data.js';
import { memoryCommands } from './memory.js';
import { modelCommands } from './models.js';
import { serviceCommands } from './service.js';
import { viewCommands } from './views.js';

/** What commands work with. */
export interface CommandDeps {
  context: vscode.ExtensionContext;
  connection: Connection;
  memory: Memory;
  panels: Panels;
  statusBar: StatusBar;
  secrets: Secrets;
  log: vscode.LogOutputChannel;
  /** Offers the editor's models anew after the person changed their mind. */
  offerModels: () => Promise<void>;
  user: string;
  dataDir: string;
  /** The built `main.cjs`. */
  mainFile: string;
}

/** Arguments come from keybindings, other extensions and panels: a command checks what it takes. */
export type Command = (...args: unknown[]) => Promise<void> | void;
export type CommandGroup = Readonly<Record<`loci.${string}`, Command>>;

/** Every command, by its id in the manifest. */
export function allCommands(deps: CommandDeps): CommandGroup {
  return {
    ...viewCommands(deps),
    ...memoryCommands(deps),
    ...captureCommands(deps),
    ...dataCommands(deps),
    ...agentCommands(deps),
    ...modelCommands(deps),
    ...serviceCommands(deps),
  };
}

/** Runs a command by its id. */
export type Run = (id: string, args: unknown[]) => Promise<void>;

/** What goes wrong in a command is told in one message with a way to the log. */
export function createCommands(deps: CommandDeps): Run {
  const commands: Readonly<Record<string, Command>> = allCommands(deps);
  return async (id, args) => {
    try {
      await commands[id]?.(...args);
    } catch (error) {
      await tellFailure(id, error, deps.log);
    }
  };
}

async function tellFailure(id: string, error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  log.error(`${id}: ${message}`);
  const showLog = vscode.l10n.t('Show Log');
  const [firstLine = message] = message.split('\n');
  if ((await vscode.window.showErrorMessage(firstLine, showLog)) === showLog) log.show();
}
