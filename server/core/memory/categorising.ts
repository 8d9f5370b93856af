import type { Memory } from '../../ports/entities.js';
import type { MemoryPatch, Store } from '../../ports/store.js';
import type { Tasks } from '../tasks/tasks.js';
import type { Writer } from '../writing/writer.js';

/** Task kind: categories by the model, once the text is safely stored. */
const CATEGORISE = 'memory.categorise';

export interface CategorisingDeps {
  store: Store;
  writer: Writer;
  tasks: Tasks;
  patchMemory: (memory: Memory, patch: MemoryPatch) => Promise<Memory>;
}

/** Lets a model, where one answers, think better of the categories that the rules gave; in the background. */
export function createCategorising({
  store,
  writer,
  tasks,
  patchMemory,
}: CategorisingDeps): (memory: Memory) => Promise<void> {
  tasks.define(CATEGORISE, async ({ task, signal }) => {
    const { memoryId, hash } = task.input as { memoryId: string; hash: string };
    const memory = await store.getMemory(task.userId, memoryId);
    // Edited or gone since: its new text has a task of its own.
    if (memory?.hash !== hash) return { categories: null };
    const { value, by } = await writer.categories([memory.content], signal);
    const categories = value[0] ?? [];
    if (by === 'model' && categories.length > 0) await patchMemory(memory, { categories });
    return { categories };
  });
  return async (memory) => {
    if (await writer.hasModel())
      await tasks.submit(CATEGORISE, memory.userId, { memoryId: memory.id, hash: memory.hash });
  };
}
