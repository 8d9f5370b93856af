import * as vscode from 'vscode';
import { insertAtCursor } from '../panels/host.js';
import type { Hit } from '../service/memory.js';
import type { CommandDeps } from './table.js';

const PAUSE_MS = 80;
const MOST = 30;
const ICONS: Record<Hit['kind'], string> = {
  memory: '$(lightbulb)',
  screen: '$(device-desktop)',
  conversation: '$(comment-discussion)',
  activity: '$(pulse)',
};

interface Found extends vscode.QuickPickItem {
  hit: Hit;
}

/** Shows what is found while it is typed; the chosen one is opened, inserted or copied. */
export function searchMemory({ memory, panels, log }: CommandDeps, text: string): void {
  const { t } = vscode.l10n;
  const insert: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('insert'), tooltip: t('Insert at Cursor') };
  const copy: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('copy'), tooltip: t('Copy') };
  const pick = vscode.window.createQuickPick<Found>();
  pick.title = t('Search Memory');
  pick.placeholder = t('A question or a few words, in any language');
  let latest = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  const find = async (query: string): Promise<void> => {
    latest.abort();
    const mine = (latest = new AbortController());
    if (query.trim() === '') {
      pick.items = [];
      return;
    }
    pick.busy = true;
    try {
      const hits = await memory.search({ text: query, limit: MOST, signal: mine.signal });
      if (!mine.signal.aborted) pick.items = hits.map((hit) => toItem(hit, [insert, copy]));
    } catch (error) {
      if (mine.signal.aborted) return;
      log.warn(`Search: ${String(error)}`);
      pick.items = [];
      pick.placeholder = t('The Loci service does not answer');
    } finally {
      if (latest === mine) pick.busy = false;
    }
  };

  pick.onDidChangeValue((value) => {
    clearTimeout(timer);
    timer = setTimeout(() => void find(value), PAUSE_MS);
  });
  pick.onDidTriggerItemButton(async ({ item, button }) => {
    if (button === insert && (await insertAtCursor(item.hit.text))) pick.hide();
    else await vscode.env.clipboard.writeText(item.hit.text);
  });
  pick.onDidAccept(() => {
    const chosen = pick.selectedItems[0];
    pick.hide();
    if (chosen) void reveal(panels, chosen.hit);
  });
  pick.onDidHide(() => {
    clearTimeout(timer);
    latest.abort();
    pick.dispose();
  });
  pick.value = text;
  pick.show();
  if (text !== '') void find(text);
}

function toItem(hit: Hit, buttons: vscode.QuickInputButton[]): Found {
  const when = new Date(hit.created_at).toLocaleString(vscode.env.language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const [first = '', ...rest] = hit.text.trim().split('\n');
  return {
    hit,
    label: `${ICONS[hit.kind]} ${first}`,
    description: rest.join(' ').slice(0, 200),
    detail: `${hit.app} · ${when}`,
    // The service has judged already; the editor's own filter knows only letters.
    alwaysShow: true,
    buttons,
  };
}

async function reveal(panels: CommandDeps['panels'], { id, kind, created_at: at }: Hit): Promise<void> {
  const panel = kind === 'conversation' ? 'chat' : kind === 'memory' ? 'memories' : 'recordings';
  await panels.tell(panel, 'host.reveal', { panel, id, at: Date.parse(at) });
}
