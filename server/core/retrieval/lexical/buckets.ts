import { createNumbers, setAt } from './numbers.js';

/**
 * Numbers in buckets by a key, as chains through one array: eight bytes a number. Different keys may share a bucket,
 * so whoever visits it looks twice.
 */
export interface Buckets {
  add(key: number, member: number): void;
  remove(key: number, member: number): void;
  /** The latest first. */
  visit(key: number, visitor: (member: number) => void): void;
}

const FIRST_HEADS = 64;
const NOBODY = -1;

export function createBuckets(): Buckets {
  let heads = new Int32Array(FIRST_HEADS).fill(NOBODY);
  let size = 0;
  const next = createNumbers();
  const keys = createNumbers();

  const headOf = (key: number): number => (Math.imul(key, 0x9e3779b1) >>> 8) & (heads.length - 1);

  const chain = (key: number, member: number): void => {
    const head = headOf(key);
    setAt(next, member, heads[head] ?? NOBODY);
    heads[head] = member;
  };

  const widen = (): void => {
    const old = heads;
    heads = new Int32Array(old.length * 2).fill(NOBODY);
    for (const head of old) {
      for (let member = head; member >= 0;) {
        const following = next.data[member] ?? NOBODY;
        chain(keys.data[member] ?? 0, member);
        member = following;
      }
    }
  };

  return {
    add(key, member) {
      if (++size > heads.length) widen();
      setAt(keys, member, key);
      chain(key, member);
    },
    remove(key, member) {
      const head = headOf(key);
      let before = NOBODY;
      let at = heads[head] ?? NOBODY;
      while (at >= 0 && at !== member) {
        before = at;
        at = next.data[at] ?? NOBODY;
      }
      if (at < 0) return;
      const following = next.data[at] ?? NOBODY;
      if (before < 0) heads[head] = following;
      else next.data[before] = following;
      size--;
    },
    visit(key, visitor) {
      for (let at = heads[headOf(key)] ?? NOBODY; at >= 0; at = next.data[at] ?? NOBODY) {
        if (keys.data[at] === key) visitor(at);
      }
    },
  };
}
