import type { z } from 'zod';
import type { MemoryDetail, MemoryRow } from '../../contract/panel/memories.js';
import type { Core } from '../../core/core.js';
import type { Access, Memory } from '../../ports/entities.js';
import { appNamesOf } from './appNames.js';

/** How much of a long memory a list carries. */
const EXCERPT = 400;
const MOST_ACCESSES = 100;
const MOST_RELATED = 12;

export function toRow(memory: Memory, app: string, length = EXCERPT): MemoryRow {
  const { id, content, state, categories, createdAt, supersededAs } = memory;
  const text = content.slice(0, length).toWellFormed();
  return { id, text, app, state, categories, createdAt, isSuperseded: supersededAs !== null };
}

export async function toRows(core: Core, memories: readonly Memory[]): Promise<MemoryRow[]> {
  const nameOf = await appNamesOf(
    core,
    memories.map(({ appId }) => appId),
  );
  return memories.map((memory) => toRow(memory, nameOf(memory.appId)));
}

/** Everything that the panel shows of one memory. */
export async function toDetail(core: Core, memory: Memory): Promise<z.input<typeof MemoryDetail>> {
  const { id, userId } = memory;
  const [ancestors, evolution, history, accesses, related] = await Promise.all([
    core.memories.ancestors(userId, id),
    core.memories.evolution(userId, id),
    core.memories.history(userId, id),
    core.accesses.of(userId, id, { offset: 0, limit: MOST_ACCESSES }),
    core.memories.related(userId, id, { offset: 0, limit: MOST_RELATED }),
  ]);
  const versions = [...ancestors, ...evolution];
  const shown = [memory, ...versions, ...related.items];
  const nameOf = await appNamesOf(core, [
    ...shown.map(({ appId }) => appId),
    ...accesses.items.map(({ appId }) => appId),
  ]);
  return {
    ...toRow(memory, nameOf(memory.appId), Infinity),
    updatedAt: memory.updatedAt,
    toldAt: memory.toldAt,
    sessionId: memory.sessionId,
    speaker: memory.speaker,
    metadata: memory.metadata,
    chain: versions.map((version) => ({ ...toRow(version, nameOf(version.appId)), reason: version.statusReason })),
    history: history.map(({ changedAt, oldState, newState }) => ({ at: changedAt, from: oldState, to: newState })),
    accesses: accesses.items.map((access) => toAccess(access, nameOf(access.appId))),
    accessCount: accesses.total,
    related: related.items.map((other) => toRow(other, nameOf(other.appId))),
  };
}

function toAccess({ accessedAt, kind, detail }: Access, app: string): z.input<typeof MemoryDetail>['accesses'][number] {
  const query = detail['query'];
  return { at: accessedAt, app, kind, query: typeof query === 'string' ? query : null };
}
