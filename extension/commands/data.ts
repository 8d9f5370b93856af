import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { z } from 'zod';
import { callRaw } from '../service/api.js';
import type { CommandDeps, CommandGroup } from './table.js';

const ZIP = { Zip: ['zip'] };
const Imported = z.looseObject({ message: z.string() });

export function dataCommands({ connection, user, dataDir, mainFile, log }: CommandDeps): CommandGroup {
  const { t } = vscode.l10n;
  return {
    'loci.export': async () => {
      const day = new Date().toISOString().slice(0, 10);
      const name = `loci-${user.replaceAll(/[^\p{L}\p{N}_-]/gu, '_')}-${day}.zip`;
      const target = await vscode.window.showSaveDialog({ defaultUri: inWorkspace(name), filters: ZIP });
      if (!target) return;
      await inProgress(t('Exporting memories'), async (signal) => {
        const body = JSON.stringify({ user_id: user });
        const headers = { 'Content-Type': 'application/json' };
        const init = { method: 'POST', body, headers, signal };
        const answer = await callRaw(await connection.ready(), '/openmemory/api/v1/backup/export', init);
        await vscode.workspace.fs.writeFile(target, new Uint8Array(await answer.arrayBuffer()));
      });
      vscode.window.setStatusBarMessage(`$(check) ${t('Exported')}`, 4_000);
    },
    'loci.import': async () => {
      const [source] = (await vscode.window.showOpenDialog({ filters: ZIP })) ?? [];
      if (!source) return;
      const message = await inProgress(t('Importing memories'), async (signal) => {
        const form = new FormData();
        form.set('file', new Blob([new Uint8Array(await vscode.workspace.fs.readFile(source))]), 'import.zip');
        form.set('user_id', user);
        const path = '/openmemory/api/v1/backup/import?mode=skip';
        const answer = await callRaw(await connection.ready(), path, { method: 'POST', body: form, signal });
        return Imported.parse(await answer.json()).message;
      });
      vscode.window.setStatusBarMessage(`$(check) ${message}`, 6_000);
    },
    'loci.deleteAllData': async () => {
      const erase = t('Delete Everything');
      const answer = await vscode.window.showWarningMessage(
        t('Delete everything that Loci keeps on this computer?'),
        {
          modal: true,
          detail: t(
            'Memories, conversations, recordings and settings of the service in {0}. This cannot be undone.',
            dataDir,
          ),
        },
        erase,
      );
      if (answer !== erase) return;
      await connection.stop();
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [mainFile, 'erase', '--yes', '--data-dir', dataDir],
        { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } },
      );
      log.info(stdout.trim());
      await connection.ready();
      vscode.window.setStatusBarMessage(`$(check) ${t('Everything was deleted')}`, 6_000);
    },
  };
}

function inWorkspace(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder ? vscode.Uri.joinPath(folder, name) : vscode.Uri.file(name);
}

function inProgress<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (_progress, token) => {
    const cancel = new AbortController();
    token.onCancellationRequested(() => cancel.abort());
    return work(cancel.signal);
  });
}
