/** The places of documents and the ids that stand there. A place that was left is taken again only after `recycle`. */
export interface Slots {
  /** Taken places. */
  readonly size: number;
  /** One more than the highest place that was ever taken. */
  readonly limit: number;
  /** Places that were left since the last `recycle`. */
  readonly left: number;
  /** '' = nothing is there. */
  idOf(slot: number): string;
  take(id: string): number;
  leave(slot: number): void;
  recycle(): void;
  /** Ids by place. */
  save(): string[];
}

export function createSlots(ids: string[] = []): Slots {
  let free = ids.flatMap((id, slot) => (id === '' ? [slot] : []));
  let left: number[] = [];
  let size = ids.length - free.length;
  return {
    get size() {
      return size;
    },
    get limit() {
      return ids.length;
    },
    get left() {
      return left.length;
    },
    idOf: (slot) => ids[slot] ?? '',
    take(id) {
      const slot = free.pop() ?? ids.length;
      ids[slot] = id;
      size++;
      return slot;
    },
    leave(slot) {
      ids[slot] = '';
      left.push(slot);
      size--;
    },
    recycle() {
      free = free.concat(left);
      left = [];
    },
    save: () => ids,
  };
}
