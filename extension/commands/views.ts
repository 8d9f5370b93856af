import * as vscode from 'vscode';
import { z } from 'zod';
import { HOST_EVENTS } from '../../server/contract/panelHost.js';
import { describeToday } from '../today.js';
import { PANEL_CODE, PanelCodeReply, PANELS } from '../../server/contract/panelWire.js';
import { openPage } from '../panels/address.js';
import { titleOf } from '../panels/panels.js';
import { callJson } from '../service/api.js';
import type { CommandDeps, CommandGroup } from './table.js';

const Reveal = HOST_EVENTS['host.reveal'].extend({ at: z.number().nullable().default(null) });
const TODAY = 'loci-today';
const Panel = z.enum(PANELS);

export function viewCommands({ connection, panels, memory, context }: CommandDeps): CommandGroup {
  let today = '';
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(TODAY, { provideTextDocumentContent: () => today }),
  );
  return {
    'loci.openChat': () => panels.show('chat'),
    'loci.openRecordings': () => panels.show('recordings'),
    'loci.openMemories': () => panels.show('memories'),
    'loci.openChatInEditor': () => panels.openTab('chat'),
    'loci.openRecordingsInEditor': () => panels.openTab('recordings'),
    'loci.openMemoriesInEditor': () => panels.openTab('memories'),
    'loci.openInBrowser': async (asked) => {
      const panel = Panel.safeParse(asked).data ?? (await choosePanel());
      if (!panel) return;
      const service = await connection.ready();
      const { path } = await callJson(service, PANEL_CODE, PanelCodeReply, { method: 'POST', body: { panel } });
      await openPage(service.url, path);
    },
    /** `{panel, id, at?}`: opens a memory, or plays a moment. */
    'loci.reveal': (asked) => {
      const event = Reveal.parse(asked);
      return panels.tell(event.panel, 'host.reveal', event);
    },
    'loci.askAboutSelection': () => {
      const editor = vscode.window.activeTextEditor;
      const text = editor?.document.getText(editor.selection) ?? '';
      return panels.tell('chat', 'host.compose', { text, send: false });
    },
    'loci.showToday': async () => {
      const now = new Date();
      today = await describeToday(memory, now);
      // A path of its own for each, so that the editor does not show the one before.
      const uri = vscode.Uri.from({ scheme: TODAY, path: `/${now.getTime()}/Loci Today.md` });
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    },
  };
}

async function choosePanel(): Promise<z.infer<typeof Panel> | undefined> {
  const items = PANELS.map((panel) => ({ label: titleOf(panel), panel }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Open in the Browser') }))?.panel;
}
