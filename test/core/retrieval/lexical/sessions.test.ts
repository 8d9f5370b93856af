import { describe, expect, it } from 'vitest';
import { createColumns, growColumns } from '../../../../server/core/retrieval/lexical/columns.js';
import { createSessions } from '../../../../server/core/retrieval/lexical/sessions.js';

const TURNS = 30;

/** Slots 0..29 of one session, told in the order of their slots, but arriving as given. */
function sessionArriving(order: number[]): {
  columns: ReturnType<typeof createColumns>;
  sessions: ReturnType<typeof createSessions>;
} {
  const columns = growColumns(growColumns(createColumns()));
  const sessions = createSessions();
  order.forEach((slot, arrival) => {
    columns.toldAt[slot] = slot;
    columns.arrival[slot] = arrival;
    columns.length[slot] = 1;
    columns.previous[slot] = columns.next[slot] = -1;
    sessions.insert(0, 's', slot, columns);
  });
  return { columns, sessions };
}

/** The chain from its first slot on. */
function chainOf({ next, previous }: ReturnType<typeof createColumns>, first: number): number[] {
  const chain = [first];
  for (let at = next[first]!; at >= 0; at = next[at]!) {
    expect(previous[at]).toBe(chain.at(-1));
    chain.push(at);
  }
  return chain;
}

describe('sessions', () => {
  const inOrder = Array.from({ length: TURNS }, (_, i) => i);
  const shuffled = inOrder.map((i) => (i * 7) % TURNS);

  it.each([
    ['in order', inOrder],
    ['in reverse', inOrder.toReversed()],
    ['shuffled', shuffled],
  ])('chains turns that arrive %s by the time told of', (_name, order) => {
    const { columns, sessions } = sessionArriving(order);
    expect(chainOf(columns, 0)).toEqual(inOrder);
    expect(sessions.totalLength).toBe(TURNS);
  });

  it('closes up around what is removed, and forgets an empty session', () => {
    const { columns, sessions } = sessionArriving(shuffled);
    for (const slot of inOrder.filter((i) => i % 3 === 1)) sessions.remove(slot, columns);
    expect(chainOf(columns, 0)).toEqual(inOrder.filter((i) => i % 3 !== 1));
    for (const slot of inOrder.filter((i) => i % 3 !== 1)) sessions.remove(slot, columns);
    expect(sessions.count).toBe(0);
    expect(sessions.totalLength).toBe(0);
  });
});
