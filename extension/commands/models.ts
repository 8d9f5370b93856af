import * as vscode from 'vscode';
import { z } from 'zod';
import { callJson } from '../service/api.js';
import { editorSetting, setEditorSetting } from '../settings.js';
import type { CommandDeps, CommandGroup } from './table.js';

const Catalog = z.object({
  current_chat_model: z.string().nullable(),
  models: z.array(z.object({ name: z.string(), chat_selectable: z.boolean(), size_label: z.string().nullable() })),
});

export function modelCommands({ connection, offerModels }: CommandDeps): CommandGroup {
  const { t } = vscode.l10n;
  return {
    'loci.chooseModel': async () => {
      const service = await connection.ready();
      const { models, current_chat_model: current } = await callJson(service, '/models/catalog', Catalog);
      const items = models
        .filter(({ chat_selectable: isSelectable }) => isSelectable)
        .map(({ name, size_label: size }) => ({
          label: name,
          description: [size, name === current ? t('in use') : null].filter(Boolean).join(' · '),
          isLend: false,
        }));
      const lend = { label: `$(plug) ${t("Lend the Editor's Models to Loci...")}`, description: '', isLend: true };
      const offered = editorSetting('offerModels') ? items : [...items, lend];
      const chosen = await vscode.window.showQuickPick(offered, {
        title: t('Choose the Model'),
        placeHolder: items.length === 0 ? t('No model is there. Loci answers from your memory without one.') : '',
      });
      if (chosen?.isLend) await vscode.commands.executeCommand('loci.lendModels');
      else if (chosen)
        await callJson(service, '/chat/model', z.unknown(), { method: 'PUT', body: { model: chosen.label } });
    },
    'loci.lendModels': async () => {
      await connection.ready();
      const isOn = editorSetting('offerModels');
      const change = isOn ? t('Take Back') : t('Lend');
      const answer = await vscode.window.showInformationMessage(
        isOn
          ? t("Loci may use this editor's language models.")
          : t(
              "Let Loci use this editor's language models? Once you choose one, what you ask Loci is sent to its provider.",
            ),
        { modal: true },
        change,
      );
      if (answer !== change) return;
      await setEditorSetting('offerModels', !isOn);
      await offerModels();
    },
  };
}
