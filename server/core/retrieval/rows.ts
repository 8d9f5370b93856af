import type { Memory, Message } from '../../ports/entities.js';
import type { HitKind } from '../../ports/searchIndex.js';
import type { Store } from '../../ports/store.js';
import { isFindable, kindOf } from '../memory/commit.js';
import type { Hit, SearchRequest } from './retrieval.js';

/** What the store holds of a thing that was found. */
export type FoundRow = Memory | Message;

/** The rows of what was found, by id, of what may still be found; each sort is read from its own table. */
export async function readRows(
  store: Store,
  request: SearchRequest,
  found: readonly { id: string; kind: HitKind }[],
): Promise<Map<string, FoundRow>> {
  const isMessage = ({ kind }: { kind: HitKind }): boolean => kind === 'conversation';
  const messageIds = found.filter(isMessage).map(({ id }) => id);
  const memoryIds = found.filter((hit) => !isMessage(hit)).map(({ id }) => id);
  const [memories, messages] = await Promise.all([
    store.getMemories(request.userId, memoryIds),
    messageIds.length > 0 ? store.getMessages(request.userId, messageIds) : [],
  ]);
  const admitted = memories.filter((memory) => isFindable(memory) && fits(memory, request));
  return new Map([...admitted, ...messages].map((row): [string, FoundRow] => [row.id, row]));
}

/** What a hit says of itself, whatever it is. */
export function shownOf(
  row: FoundRow,
): Pick<Hit, 'id' | 'kind' | 'text' | 'sessionId' | 'createdAt' | 'toldAt' | 'metadata'> {
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
