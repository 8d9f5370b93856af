import type { NoteFacets, Turn } from '../../ports/entities.js';
import type { Summary } from '../memory/summaries.js';

export interface WrittenFact {
  text: string;
  speaker: string | null;
  categories: string[];
}

/** What a new text means for an older one like it. */
export interface Verdict {
  id: string;
  operation: 'update' | 'delete' | 'skip';
}

export interface Written<T> {
  value: T;
  /** Who wrote it. `late` = a model is chosen but did not answer in time, or answered nonsense. */
  by: 'model' | 'rules' | 'late';
}

/** Turns what was said into what is kept: with the chosen model where one answers, else by rules. Never throws for a model's sake. */
export interface Writer {
  /** A model is chosen and was last seen answering. */
  hasModel(): Promise<boolean>;
  facts(content: string | Turn[], signal?: AbortSignal): Promise<Written<WrittenFact[]>>;
  categories(texts: string[], signal?: AbortSignal): Promise<Written<string[][]>>;
  /** One verdict for each older text that the new one touches; none = simply add it. */
  compare(text: string, older: { id: string; content: string }[], signal?: AbortSignal): Promise<Verdict[]>;
  /** A text that keeps the facts of all. */
  consolidate(older: string[], newer: string, signal?: AbortSignal): Promise<string>;
  note(turns: Turn[], signal?: AbortSignal): Promise<Written<{ content: string; facets: NoteFacets }>>;
  agentNote(turns: Turn[], signal?: AbortSignal): Promise<Written<{ content: string; facets: NoteFacets }>>;
  summary(turns: Turn[], signal?: AbortSignal): Promise<Summary>;
}
