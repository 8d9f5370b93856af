import { randomUUID } from 'node:crypto';
import type { Memory } from '../../server/ports/entities.js';
import type { Change, Store } from '../../server/ports/store.js';

export interface Owner {
  userId: string;
  appId: string;
}

export function memoryOf(owner: Owner, content: string, more: Partial<Memory> = {}): Memory {
  return {
    id: randomUUID(),
    ...owner,
    sessionId: null,
    content,
    hash: `hash of ${content}`,
    state: 'active',
    categories: [],
    metadata: {},
    facets: null,
    speaker: null,
    toldAt: 1000,
    createdAt: 1000,
    updatedAt: 1000,
    archivedAt: null,
    deletedAt: null,
    statusReason: 'created',
    supersededAs: null,
    nextId: null,
    taskId: null,
    ...more,
  };
}

export const put = (...memories: Memory[]): Change[] => memories.map((memory) => ({ kind: 'memory.put', memory }));

export async function ownerIn(store: Store, user = 'ana', app = 'notes'): Promise<Owner> {
  const { id: userId } = await store.ensureUser(user, 1);
  return { userId, appId: (await store.ensureApp(userId, app, 1)).id };
}
