import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { messageOf } from '../client/app.js';

export interface Pages<Row> {
  /** null = not known yet. */
  total: number | null;
  error: string | null;
  row(index: number): Row | undefined;
  /** These rows are wanted. */
  want(first: number, last: number): void;
}

type Load<Row> = (offset: number, limit: number) => Promise<{ items: Row[]; total: number }>;

const PAGE = 60;

/**
 * Rows of a long list, fetched page by page as they are wanted. With another `key` (what is listed) or `version` (it was
 * changed) they are fetched anew; the old ones stay until the new ones are there.
 */
export function usePages<Row>(load: Load<Row>, key: string, version: number): Pages<Row> {
  const [shown, setShown] = useState<{ total: number | null; rows: Map<number, Row>; error: string | null }>({
    total: null,
    rows: new Map(),
    error: null,
  });
  const round = useRef({ id: '', asked: new Set<number>(), rows: new Map<number, Row>() });
  const range = useRef({ first: 0, last: PAGE - 1 });
  const latestLoad = useRef(load);
  latestLoad.current = load;

  const ask = useCallback((page: number) => {
    const current = round.current;
    if (current.asked.has(page)) return;
    current.asked.add(page);
    latestLoad.current(page * PAGE, PAGE).then(
      ({ items, total }) => {
        if (round.current !== current) return;
        for (const [index, row] of items.entries()) current.rows.set(page * PAGE + index, row);
        setShown({ total, rows: new Map(current.rows), error: null });
      },
      (error: unknown) => {
        if (round.current === current) setShown({ total: 0, rows: new Map(), error: messageOf(error) });
      },
    );
  }, []);
  const want = useCallback(
    (first: number, last: number) => {
      range.current = { first, last };
      for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page++) ask(page);
    },
    [ask],
  );
  const lastKey = useRef(key);
  useEffect(() => {
    if (lastKey.current !== key) range.current = { first: 0, last: PAGE - 1 };
    lastKey.current = key;
    round.current = { id: `${key} ${version}`, asked: new Set(), rows: new Map() };
    want(range.current.first, range.current.last);
  }, [key, version, want]);

  return { total: shown.total, error: shown.error, row: (index) => shown.rows.get(index), want };
}
