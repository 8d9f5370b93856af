import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { AGENT_CLIENTS, withHeaders, type AgentClient, type Places, type Server } from '../agents/clients.js';
import { mcpAddress, tokenHeaders } from '../ai/mcp.js';
import type { CommandDeps, CommandGroup } from './table.js';

const PREVIEW = 'loci-preview';

export function agentCommands({ connection, secrets, user, context }: CommandDeps): CommandGroup {
  const { t } = vscode.l10n;
  const previews = new Map<string, string>();
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(PREVIEW, {
      provideTextDocumentContent: (uri) => previews.get(uri.path) ?? '',
    }),
  );
  const places: Places = {
    home: homedir(),
    globalStorage: dirname(context.globalStorageUri.fsPath),
  };

  /** How one client reaches the memory now. */
  const serverFor = async (client: string): Promise<Server> => ({
    url: mcpAddress((await connection.ready()).url, client, user),
    headers: await tokenHeaders(secrets),
  });

  const choose = async (title: string, isWanted: (isConnected: boolean) => boolean): Promise<AgentClient | null> => {
    const all = await Promise.all(
      AGENT_CLIENTS.map(async (client) => {
        const isConnected = client.has(await readText(client.file(places)));
        return { label: client.name, description: isConnected ? t('connected') : '', client, isConnected };
      }),
    );
    const items = all.filter(({ isConnected }) => isWanted(isConnected));
    if (items.length === 0) {
      void vscode.window.showInformationMessage(t('No agent is connected.'));
      return null;
    }
    return (await vscode.window.showQuickPick(items, { title }))?.client ?? null;
  };

  /** Shows what would change, asks, keeps the file as it was beside it, and writes. */
  const change = async (client: AgentClient, edit: (text: string) => string, question: string): Promise<void> => {
    const file = client.file(places);
    const before = await readText(file);
    const after = edit(before);
    if (after === before) {
      void vscode.window.showInformationMessage(t('{0} is connected already.', client.name));
      return;
    }
    const name = file.split(/[/\\]/).at(-1) ?? client.id;
    const uris = (['before', 'after'] as const).map((side) => {
      const path = `/${client.id}/${side}/${Date.now()}/${name}`;
      previews.set(path, side === 'before' ? before : after);
      return vscode.Uri.from({ scheme: PREVIEW, path });
    });
    await vscode.commands.executeCommand('vscode.diff', ...uris, `${client.name}: ${name}`, { preview: true });
    const write = t('Write');
    const answer = await vscode.window.showInformationMessage(question, { modal: true, detail: file }, write);
    await closePreviews();
    for (const uri of uris) previews.delete(uri.path);
    if (answer !== write) return;
    if ((await readText(file)) !== before) throw new Error(t('{0} has changed meanwhile: nothing was written.', file));
    await writeWithBackup(file, before, after);
    vscode.window.setStatusBarMessage(`$(check) ${t('Written to {0}', file)}`, 6_000);
  };

  return {
    'loci.copyMcpConfiguration': async () => {
      const { url, headers } = await serverFor('mcp');
      const configuration = { mcpServers: { loci: withHeaders({ type: 'http', url }, headers) } };
      await vscode.env.clipboard.writeText(JSON.stringify(configuration, null, 2));
      vscode.window.setStatusBarMessage(`$(check) ${t('MCP configuration copied')}`, 4_000);
    },
    'loci.connectAgent': async () => {
      const client = await choose(t('Connect an Agent'), () => true);
      if (!client) return;
      const server = await serverFor(client.id);
      await change(client, (text) => client.add(text, server), t('Connect {0} to Loci?', client.name));
    },
    'loci.disconnectAgent': async () => {
      const client = await choose(t('Disconnect an Agent'), (isConnected) => isConnected);
      if (client) await change(client, client.remove, t('Disconnect {0} from Loci?', client.name));
    },
  };
}

/** What was shown is over with the answer. */
async function closePreviews(): Promise<void> {
  const isOurs = ({ input }: vscode.Tab): boolean =>
    input instanceof vscode.TabInputTextDiff && input.modified.scheme === PREVIEW;
  await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(isOurs)));
}

/** '' where there is no such file. */
async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** The file is there whole or as before; what it was lies beside it. */
async function writeWithBackup(file: string, before: string, after: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  if (before !== '') await writeFile(`${file}.before-loci`, before, { mode: 0o600 });
  await writeFile(`${file}.loci-part`, after, { mode: 0o600 });
  await rename(`${file}.loci-part`, file);
}
