import type { Memory, Message, Recording, ScreenText } from '../../ports/entities.js';
import type { HitKind } from '../../ports/searchIndex.js';
import type { Store } from '../../ports/store.js';
import { isFindable, kindOf } from '../memory/commit.js';
import { shownText } from '../recording/reading/indexSource.js';
import type { Hit, SearchRequest } from './retrieval.js';

/** A text that was read from the screen, with the video that shows it. */
export interface Moment {
  id: string;
  appId: string;
  text: ScreenText;
  recording: Recording;
}

/** What the store holds of a thing that was found. */
export type FoundRow = Memory | Message | Moment;

/** The rows of what was found, by id, of what may still be found; each sort is read from its own table. */
export async function readRows(
  store: Store,
  request: SearchRequest,
  found: readonly { id: string; kind: HitKind }[],
): Promise<Map<string, FoundRow>> {
  const idsOf = (...kinds: HitKind[]): string[] => found.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
  const [messageIds, screenIds] = [idsOf('conversation'), idsOf('screen')];
  const [memories, messages, moments] = await Promise.all([
    store.getMemories(request.userId, idsOf('memory', 'activity')),
    messageIds.length > 0 ? store.getMessages(request.userId, messageIds) : [],
    screenIds.length > 0 ? readMoments(store, request.userId, screenIds) : [],
  ]);
  const admitted = memories.filter((memory) => isFindable(memory) && fits(memory, request));
  return new Map([...admitted, ...messages, ...moments].map((row): [string, FoundRow] => [row.id, row]));
}

async function readMoments(store: Store, userId: string | null, ids: string[]): Promise<Moment[]> {
  return momentsOf(store, await store.getScreenTexts(userId, ids));
}

/** The texts with their videos, in order; those whose video is gone are left out. */
export async function momentsOf(store: Store, texts: readonly ScreenText[]): Promise<Moment[]> {
  const recordings = new Map<string, Recording>();
  for (const userId of new Set(texts.map((text) => text.userId))) {
    const ids = texts.filter((text) => text.userId === userId).map(({ recordingId }) => recordingId);
    for (const recording of await store.getRecordings(userId, [...new Set(ids)]))
      recordings.set(recording.id, recording);
  }
  return texts.flatMap((text) => {
    const recording = recordings.get(text.recordingId);
    return recording ? [{ id: text.id, appId: text.appId, text, recording }] : [];
  });
}

/** Which window a moment of the screen belongs to, and where it can be seen again. */
export interface MomentPlace {
  application: string;
  title: string;
  /** The index of the screen. */
  screen: number;
  /** The video's file. */
  video: string;
  /** Seconds from the video's start. */
  offset: number;
  /** Plays from there. */
  link: string;
}

export function placeOf({ text, recording: { file, startedAt } }: Moment): MomentPlace {
  const offset = Math.max(0, Math.round((text.at - startedAt) / 100) / 10);
  const link = `/video/file?filename=${encodeURIComponent(file)}#t=${offset}`;
  return { application: text.app, title: text.title, screen: text.screen, video: file, offset, link };
}

/** What a hit says of itself, whatever it is. */
export function shownOf(
  row: FoundRow,
): Pick<Hit, 'id' | 'kind' | 'text' | 'sessionId' | 'createdAt' | 'toldAt' | 'metadata' | 'moment'> {
  if ('recording' in row) {
    const { id, text } = row;
    const moment = placeOf(row);
    return {
      id,
      kind: 'screen',
      text: shownText(text),
      sessionId: text.recordingId,
      createdAt: text.at,
      toldAt: text.at,
      metadata: { ...moment },
      moment,
    };
  }
  const { id, content: text, createdAt } = row;
  if ('state' in row) {
    const { sessionId, toldAt, metadata } = row;
    return { id, kind: kindOf(row), text, sessionId, createdAt, toldAt, metadata };
  }
  const { conversationId, role, metadata } = row;
  return {
    id,
    kind: 'conversation',
    text,
    sessionId: conversationId,
    createdAt,
    toldAt: createdAt,
    metadata: { ...metadata, role },
  };
}

/** The conditions of a request that the words' index has looked at already, for what the vectors found. */
function fits(memory: Memory, { appIds, kinds, sessionId, from, to }: SearchRequest): boolean {
  return (
    (appIds?.includes(memory.appId) ?? true) &&
    (kinds?.includes(kindOf(memory)) ?? true) &&
    (sessionId === undefined || memory.sessionId === sessionId) &&
    memory.toldAt >= (from ?? -Infinity) &&
    memory.toldAt <= (to ?? Infinity)
  );
}
