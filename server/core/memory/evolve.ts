import type { Memory, NoteFacets } from '../../ports/entities.js';
import type { Change, MemoryPatch } from '../../ports/store.js';
import type { Verdict, Writer } from '../writing/writer.js';
import { mergeFacets } from '../writing/note.js';
import { birthOf, hashOf } from './record.js';
import type { Touched } from './commit.js';

export interface Evolution {
  changes: Change[];
  touched: Touched;
  /** null = everything in it was known. */
  stored: Memory | null;
}

/**
 * Applies verdicts on older memories to a new one.
 *
 * | verdicts | the new memory | the older ones |
 * |---|---|---|
 * | none | stored | - |
 * | update (with any others) | stored as the consolidation of it and the updated ones | updated and deleted ones point to it; skipped ones are refreshed |
 * | delete, skip | stored as it is | deleted ones point to it; skipped ones are refreshed |
 * | only skip | not stored | refreshed |
 *
 * Nothing is removed for good: what is superseded stays readable in its chain.
 */
export async function evolve(
  fresh: Memory,
  older: Memory[],
  verdicts: Verdict[],
  writer: Pick<Writer, 'consolidate'>,
  now: number,
): Promise<Evolution> {
  const of = (operation: Verdict['operation']) =>
    older.filter((memory) => verdicts.some((verdict) => verdict.id === memory.id && verdict.operation === operation));
  const [updated, deleted, skipped] = [of('update'), of('delete'), of('skip')];
  const refreshed = patchAll(skipped, () => ({ updatedAt: now }));
  if (updated.length === 0 && deleted.length === 0 && skipped.length > 0) {
    return { changes: refreshed.changes, touched: { changed: refreshed.memories }, stored: null };
  }
  const stored = updated.length > 0 ? await consolidated(fresh, updated, writer) : fresh;
  const replace = (status: 'updated' | 'deleted', reason: string) => (): MemoryPatch => ({
    supersededAs: status,
    statusReason: reason,
    nextId: stored.id,
    updatedAt: now,
  });
  const left = [
    patchAll(updated, replace('updated', 'consolidated')),
    patchAll(deleted, replace('deleted', 'contradicted')),
  ];
  return {
    changes: [...birthOf(stored), ...left.flatMap(({ changes }) => changes), ...refreshed.changes],
    touched: { changed: [stored, ...left.flatMap(({ memories }) => memories), ...refreshed.memories] },
    stored,
  };
}

async function consolidated(fresh: Memory, updated: Memory[], writer: Pick<Writer, 'consolidate'>): Promise<Memory> {
  const content = await writer.consolidate(
    updated.map((memory) => memory.content),
    fresh.content,
  );
  const facets = [...updated.map((memory) => memory.facets), fresh.facets].reduce(mergeOptional, null);
  const categories = [...new Set([...fresh.categories, ...updated.flatMap((memory) => memory.categories)])];
  return { ...fresh, content, hash: hashOf(content), facets, categories };
}

function mergeOptional(a: NoteFacets | null, b: NoteFacets | null): NoteFacets | null {
  return a && b ? mergeFacets(a, b) : (a ?? b);
}

function patchAll(
  memories: Memory[],
  patchOf: (memory: Memory) => MemoryPatch,
): { changes: Change[]; memories: Memory[] } {
  const patched = memories.map((memory) => ({ memory, patch: patchOf(memory) }));
  return {
    changes: patched.map(({ memory, patch }) => ({
      kind: 'memory.patch',
      userId: memory.userId,
      id: memory.id,
      patch,
    })),
    memories: patched.map(({ memory, patch }) => ({ ...memory, ...patch })),
  };
}
