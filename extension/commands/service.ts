import * as vscode from 'vscode';
import { SECRETS, type SecretName } from '../secrets.js';
import { openPage } from '../panels/address.js';
import type { CommandDeps, CommandGroup } from './table.js';

export function serviceCommands({ connection, log, secrets }: CommandDeps): CommandGroup {
  const { t } = vscode.l10n;
  return {
    'loci.showLog': () => log.show(),
    'loci.restartService': async () => {
      const title = t('Restarting the Loci service');
      await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => connection.restart());
    },
    'loci.openApiReference': async () => {
      const { url } = await connection.ready();
      await openPage(url, '/docs');
    },
    'loci.openSettings': async () => {
      await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:loci.loci');
    },
    'loci.openWalkthrough': async () => {
      await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'loci.loci#start', false);
    },
    'loci.setSecret': async () => {
      const labels: Record<SecretName, string> = {
        OPENAI_API_KEY: t('API key of the OpenAI-compatible server'),
        LOCI_API_KEYS: t('Keys that Chattr clients must send'),
        LOCI_TOKEN: t('Token that every program must send'),
        LOCI_DATABASE_URL: t('Address of a PostgreSQL database, with its password'),
      };
      const items = SECRETS.map((name) => ({ label: labels[name], description: name, name }));
      const chosen = await vscode.window.showQuickPick(items, {
        title: t('Set a Secret'),
        matchOnDescription: true,
      });
      if (!chosen) return;
      const value = await vscode.window.showInputBox({
        title: chosen.label,
        prompt: t('Kept in the secret storage of the editor. Leave it empty to take it away.'),
        password: true,
        ignoreFocusOut: true,
        validateInput: (text) => (/^[\x21-\x7e]*$/.test(text) ? undefined : t('Printable characters without blanks')),
      });
      if (value === undefined) return;
      await secrets.set(chosen.name, value);
      await connection.restart();
    },
  };
}
