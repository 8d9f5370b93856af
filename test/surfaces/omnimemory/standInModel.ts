import type { ComposeOptions } from '../../../server/compose.js';
import { startFakeOpenai } from '../../support/fakeOpenai.js';

export interface Older {
  id: string;
  text: string;
}

/** How the stand-in judges and describes; a test sets what it needs. */
export interface Script {
  operations: (older: Older[]) => unknown;
  tags: string[];
  followUps: string[];
}

export interface StandInModel {
  models: ComposeOptions['models'];
  script: Script;
  close(): Promise<void>;
}

/** A language model that judges as a test says. It narrates a conversation by repeating it. */
export async function startStandInModel(): Promise<StandInModel> {
  const script: Script = { operations: () => [], tags: [], followUps: [] };
  const server = await startFakeOpenai({
    models: ['stand-in'],
    answer: ({ messages }) => {
      const [system = '', user = ''] = messages.map(({ content }) => content);
      return JSON.stringify(answerOf(script, system, user));
    },
  });
  const config = { model: 'stand-in', temperature: 0, maxTokens: 1000, apiKey: null, extra: {} };
  return {
    models: { llm: { provider: 'openai', baseUrl: server.url, ...config }, embedder: null },
    script,
    close: () => server.close(),
  };
}

function answerOf({ operations, tags, followUps }: Script, system: string, user: string): unknown {
  if (system.includes('"what_worked"')) return {};
  if (system.includes('"narrative"')) {
    const narrative = user.replace(/^\w+: /gm, '');
    const retrieval = { tags, keywords: [], queries: [] };
    return { narrative, retrieval, metadata: { depth: 'medium', follow_ups: followUps } };
  }
  const input = JSON.parse(user) as { older: Older[] & string[]; new: string };
  if (system.includes('"operations"')) return { operations: operations(input.older) };
  return { text: [...input.older, input.new].join('\n\n') };
}
