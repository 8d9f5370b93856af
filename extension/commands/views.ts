import * as vscode from 'vscode';
import { z } from 'zod';
import { HOST_EVENTS } from '../../server/contract/panelHost.js';
import { describeToday } from '../today.js';
import type { CommandDeps, CommandGroup } from './table.js';

const Reveal = HOST_EVENTS['host.reveal'].extend({ at: z.number().nullable().default(null) });
const TODAY = 'loci-today';

export function viewCommands({ panels, memory, context }: CommandDeps): CommandGroup {
  let today = '';
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(TODAY, { provideTextDocumentContent: () => today }),
  );
  return {
    'loci.openChat': () => panels.show('chat'),
    'loci.openRecordings': () => panels.show('recordings'),
    'loci.openMemories': () => panels.show('memories'),
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
