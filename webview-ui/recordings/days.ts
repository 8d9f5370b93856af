/** A day with what it holds, both newest first. */
export interface Day<Row> {
  /** Epoch ms of some moment in it. */
  at: number;
  rows: Row[];
}

/** Rows by the day that they began on, on the person's calendar. */
export function byDay<Row extends { startedAt: number }>(rows: readonly Row[]): Day<Row>[] {
  const days: Day<Row>[] = [];
  let last = '';
  for (const row of rows) {
    const key = new Date(row.startedAt).toDateString();
    if (key !== last) days.push({ at: row.startedAt, rows: [] });
    last = key;
    days.at(-1)?.rows.push(row);
  }
  return days;
}
