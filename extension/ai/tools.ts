import * as vscode from 'vscode';
import { EDITOR_TOOLS, type EditorToolInput, type EditorToolName } from '../../server/contract/editorTools.js';
import type { Hit, Memory } from '../service/memory.js';

/** What a tool answers, as text for a model. */
type Work<Name extends EditorToolName> = (input: EditorToolInput<Name>, signal: AbortSignal) => Promise<string>;
type Works = { [Name in EditorToolName]: Work<Name> };

/** The tools of the manifest, by name. */
export function createTools(memory: Memory): ReadonlyMap<string, vscode.LanguageModelTool<unknown>> {
  const works: Works = {
    loci_search_memory: async ({ query, limit }, signal) =>
      asText(await memory.search({ text: query, kinds: ['memory', 'conversation'], limit, signal })),
    loci_add_memory: async ({ text }) =>
      (await memory.add(text, { isVerbatim: false })) ? 'Remembered.' : 'Nothing of it was new.',
    loci_search_screen: async ({ query, since, limit }, signal) =>
      asText(await memory.search({ text: query, kinds: ['screen'], since, limit, signal })),
    loci_recent_activity: ({ since, limit }) => recentActivity(memory, since, limit),
    loci_forget: async ({ ids }) => `${await memory.forget(ids)} forgotten.`,
  };
  return new Map((Object.keys(works) as EditorToolName[]).map((name) => [name, toolOf(name, works)]));
}

function toolOf<Name extends EditorToolName>(name: Name, works: Works): vscode.LanguageModelTool<unknown> {
  const { input: schema } = EDITOR_TOOLS[name];
  return {
    async invoke({ input }, token) {
      const cancel = new AbortController();
      token.onCancellationRequested(() => cancel.abort());
      const parsed = schema.parse(input) as EditorToolInput<Name>;
      return new vscode.LanguageModelToolResult([
        new vscode.LanguageModelTextPart(await works[name](parsed, cancel.signal)),
      ]);
    },
    prepareInvocation({ input }) {
      const message = invocationMessage(name);
      if (name !== 'loci_forget') return { invocationMessage: message };
      const { ids } = EDITOR_TOOLS.loci_forget.input.parse(input);
      return {
        invocationMessage: message,
        confirmationMessages: {
          title: vscode.l10n.t('Forget for good?'),
          message: vscode.l10n.t('Loci erases {0} memories from disk. This cannot be undone.', ids.length),
        },
      };
    },
  };
}

function invocationMessage(name: EditorToolName): string {
  const { t } = vscode.l10n;
  switch (name) {
    case 'loci_search_memory':
      return t('Searching your memory');
    case 'loci_add_memory':
      return t('Remembering');
    case 'loci_search_screen':
      return t('Searching what was on your screen');
    case 'loci_recent_activity':
      return t('Looking at what you did lately');
    case 'loci_forget':
      return t('Forgetting');
  }
}

function asText(hits: readonly Hit[]): string {
  if (hits.length === 0) return 'Nothing is remembered about that.';
  return JSON.stringify(
    hits.map(({ id, kind, text, app, created_at: at }) => ({ id, kind, text, app, at })),
    null,
    1,
  );
}

async function recentActivity(memory: Memory, since: string | undefined, limit: number): Promise<string> {
  const from = since === undefined ? undefined : Date.parse(since);
  const [sessions, memories] = await Promise.all([
    memory.sessions(limit),
    memory.recent({ since: Number.isNaN(from) ? undefined : from, limit }),
  ]);
  const isLate = (time: string): boolean => from === undefined || Number.isNaN(from) || Date.parse(time) >= from;
  return JSON.stringify(
    {
      sessions: sessions.filter(({ end_time: end }) => isLate(end)),
      memories: memories.map(({ id, content, created_at: at }) => ({ id, text: content, at })),
    },
    null,
    1,
  );
}
