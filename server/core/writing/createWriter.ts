import type { Turn } from '../../ports/entities.js';
import { toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { Models } from '../model/models.js';
import type { EngineSettingsStore } from '../model/settings.js';
import { isNearDuplicate } from '../text/similar.js';
import type { Ask } from './model/answers.js';
import { categoriseWithModel, compareWithModel, consolidateWithModel, extractWithModel } from './model/facts.js';
import { agentNoteWithModel, noteWithModel } from './model/notes.js';
import { agentNoteFromRules, consolidateByRules, noteFromRules, renderAgentNote, renderNote } from './note.js';
import { categorise } from './rules/categorise.js';
import { extractFacts } from './rules/extract.js';
import { summarise } from './rules/summarise.js';
import type { Verdict, Writer, Written } from './writer.js';

const SUMMARY_WORDS = 150;

export interface WriterDeps {
  models: Models;
  engine: Pick<EngineSettingsStore, 'load'>;
  log: Log;
}

type Write = <T>(
  what: string,
  signal: AbortSignal | undefined,
  byModel: (ask: Ask) => Promise<T>,
  byRules: () => T,
) => Promise<Written<T>>;

/** The model's work where one answers in time and makes sense, else the rules'. */
function createWrite({ models, log }: Pick<WriterDeps, 'models' | 'log'>): Write {
  return async (what, signal, byModel, byRules) => {
    const model = await models.chat();
    if (!model) return { value: byRules(), by: (await models.isChosen()) ? 'late' : 'rules' };
    try {
      return { value: await byModel((messages, options) => model.ask(messages, { ...options, signal })), by: 'model' };
    } catch (thrown) {
      log.info('The model could not be used; rules were', { what, code: toCoreError(thrown).code });
      return { value: byRules(), by: 'late' };
    }
  };
}

export function createWriter({ models, engine, log }: WriterDeps): Writer {
  const write = createWrite({ models, log });
  return {
    async hasModel() {
      return (await models.chat()) !== null;
    },
    facts: (content, signal) =>
      write(
        'facts',
        signal,
        async (ask) => {
          const texts = await extractWithModel(ask, toText(content), (await engine.load()).customInstructions);
          return texts.map((text) => ({ text, speaker: null, categories: categorise(text) }));
        },
        () => extractFacts(content),
      ),
    categories: (texts, signal) =>
      write(
        'categories',
        signal,
        (ask) => categoriseWithModel(ask, texts),
        () => texts.map(categorise),
      ),
    async compare(text, older, signal) {
      const byRules = (): Verdict[] =>
        older.filter(({ content }) => isNearDuplicate(content, text)).map(({ id }) => ({ id, operation: 'skip' }));
      const known = byRules();
      if (known.length > 0) return known;
      return (await write('comparison', signal, (ask) => compareWithModel(ask, text, older), byRules)).value;
    },
    async consolidate(older, newer, signal) {
      return (
        await write(
          'consolidation',
          signal,
          (ask) => consolidateWithModel(ask, older, newer),
          () => consolidateByRules(older, newer),
        )
      ).value;
    },
    async note(turns, signal) {
      const { value, by } = await write(
        'note',
        signal,
        (ask) => noteWithModel(ask, toText(turns)),
        () => noteFromRules(turns),
      );
      return { value: { content: renderNote(value), facets: value.facets }, by };
    },
    async agentNote(turns, signal) {
      const { value, by } = await write(
        'agent note',
        signal,
        (ask) => agentNoteWithModel(ask, toText(turns)),
        () => agentNoteFromRules(turns),
      );
      return { value: { content: renderAgentNote(value.narrative, value.facets), facets: value.facets }, by };
    },
    async summary(turns, signal) {
      const { value } = await write(
        'summary',
        signal,
        (ask) => agentNoteWithModel(ask, toText(turns)),
        () => agentNoteFromRules(turns),
      );
      const { tags, keywords, queries } = value.facets;
      return {
        summary: value.narrative,
        keyPoints: summarise(turns, SUMMARY_WORDS).keyPoints,
        tags,
        keywords,
        queries,
      };
    },
  };
}

/** One `role: content` line for each turn. */
function toText(content: string | Turn[]): string {
  return typeof content === 'string' ? content : content.map((turn) => `${turn.role}: ${turn.content}`).join('\n');
}
