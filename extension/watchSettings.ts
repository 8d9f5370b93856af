import * as vscode from 'vscode';
import type { Connection } from './service/connection.js';

/** The place of the data and the user are known to the whole window: it is loaded anew for them. */
const OF_WINDOW = ['loci.dataDir', 'loci.user'];

/** Says, once for each change, what makes it take effect. */
export function watchSettings(connection: Connection, offerModels: () => Promise<void>): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration(async (change) => {
    if (!change.affectsConfiguration('loci')) return;
    if (change.affectsConfiguration('loci.editor')) {
      await offerModels().catch(() => undefined);
      return;
    }
    const { t } = vscode.l10n;
    if (OF_WINDOW.some((name) => change.affectsConfiguration(name))) {
      const reload = t('Reload Window');
      const answer = await vscode.window.showInformationMessage(t('This takes effect in a reloaded window.'), reload);
      if (answer === reload) await vscode.commands.executeCommand('workbench.action.reloadWindow');
      return;
    }
    if (connection.state.kind !== 'ready') return;
    const restart = t('Restart');
    const question = t('Loci settings take effect when its service is restarted.');
    if ((await vscode.window.showInformationMessage(question, restart)) === restart)
      await vscode.commands.executeCommand('loci.restartService');
  });
}
