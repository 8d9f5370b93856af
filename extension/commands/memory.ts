import * as vscode from 'vscode';
import { searchMemory } from './search.js';
import type { CommandDeps, CommandGroup } from './table.js';

const LONGEST = 100_000;

export function memoryCommands(deps: CommandDeps): CommandGroup {
  const { memory } = deps;
  const { t } = vscode.l10n;
  const add = async (text: string | undefined, empty: string): Promise<void> => {
    const kept = text?.trim() ?? '';
    if (kept === '') {
      vscode.window.setStatusBarMessage(empty, 4_000);
      return;
    }
    if (kept.length > LONGEST) throw new Error(t('That is too long to be one memory'));
    await memory.add(kept, { isVerbatim: true });
    vscode.window.setStatusBarMessage(`$(check) ${t('Remembered')}`, 4_000);
  };
  return {
    'loci.search': (text) => searchMemory(deps, typeof text === 'string' ? text : ''),
    'loci.addSelection': () => {
      const editor = vscode.window.activeTextEditor;
      return add(editor?.document.getText(editor.selection), t('Nothing is selected'));
    },
    'loci.addNote': async () => {
      const note = await vscode.window.showInputBox({
        title: t('Add Note as Memory'),
        prompt: t('What should be remembered?'),
        ignoreFocusOut: true,
        validateInput: (value) => (value.length > LONGEST ? t('That is too long to be one memory') : undefined),
      });
      if (note !== undefined) await add(note, t('Nothing was written'));
    },
    'loci.addClipboard': async () => add(await vscode.env.clipboard.readText(), t('The clipboard holds no text')),
  };
}
