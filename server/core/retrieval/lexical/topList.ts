export interface Ranked {
  score: number;
}

/** Keeps the best `limit` items of a stream, as a heap with the worst on top: each offer costs O(log limit). */
export interface TopList<T extends Ranked> {
  /** Scores that are not above this one would not be kept. */
  readonly floor: number;
  offer(item: T): void;
  /** Best first. */
  sorted(): T[];
}

export function createTopList<T extends Ranked>(limit: number): TopList<T> {
  const heap: T[] = [];
  const scoreAt = (index: number): number => heap[index]?.score ?? Infinity;

  const swap = (a: number, b: number): void => {
    const [first, second] = [heap[a], heap[b]];
    if (first === undefined || second === undefined) return;
    heap[a] = second;
    heap[b] = first;
  };

  const rise = (start: number): void => {
    for (let at = start; at > 0;) {
      const parent = (at - 1) >> 1;
      if (scoreAt(parent) <= scoreAt(at)) return;
      swap(at, parent);
      at = parent;
    }
  };

  const sink = (): void => {
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const child = scoreAt(left + 1) < scoreAt(left) ? left + 1 : left;
      if (scoreAt(child) >= scoreAt(at)) return;
      swap(at, child);
      at = child;
    }
  };

  return {
    get floor() {
      return heap.length < limit ? -Infinity : scoreAt(0);
    },
    offer(item) {
      if (limit <= 0) return;
      if (heap.length < limit) {
        heap.push(item);
        rise(heap.length - 1);
      } else if (item.score > scoreAt(0)) {
        heap[0] = item;
        sink();
      }
    },
    sorted: () => [...heap].sort((a, b) => b.score - a.score),
  };
}
