import type { Session } from './pool.js';
import type { Value } from './values.js';

/** A table that rows are put into: its columns with their types, those of its key first. */
export interface TableOf<Columns extends string> {
  name: string;
  key: readonly Columns[];
  columns: Readonly<Record<Columns, string>>;
  /** Each write of a row notes its transaction. */
  isVersioned?: boolean;
}

type RowOf<Columns extends string> = Readonly<Record<Columns, string | number | boolean | null>>;

/**
 * Inserts rows of one user, or replaces those of the same key, which keep their place. No two may have the same key.
 * Returns the ids of those that were there before.
 */
export async function putRows<Columns extends string>(
  session: Session,
  table: TableOf<Columns>,
  rows: readonly RowOf<Columns>[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(table.columns) as Columns[];
  const params: Value[] = names.map((name) => rows.map((row) => row[name]));
  await session.run(putSql(table, names), params);
}

/** One statement for any number of rows: each parameter is a column. */
function putSql<Columns extends string>(
  { name, key, columns, isVersioned }: TableOf<Columns>,
  names: Columns[],
): string {
  const lists = names.map((column, index) => `$${index + 1}::${columns[column]}[]`);
  const updates = names
    .filter((column) => !key.includes(column))
    .map((column) => `${column} = excluded.${column}`)
    .concat(isVersioned ? ['written = pg_current_xact_id()'] : []);
  return `INSERT INTO loci.${name} (${names.join(', ')})
    SELECT ${names.join(', ')} FROM unnest(${lists.join(', ')}) WITH ORDINALITY AS given (${names.join(', ')}, nth) ORDER BY nth
    ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${updates.join(', ')}`;
}

/**
 * Leaves word for the search index, in the transaction of what changes it. Kinds: see `migrations/001store.ts`.
 */
export async function markDue(
  session: Session,
  userId: string,
  kind: 'memory' | 'message' | 'screen',
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await session.run(
    `INSERT INTO loci.index_due (user_id, kind, id) SELECT $1, $2, id FROM unnest($3::text[]) AS given (id)
     ON CONFLICT (user_id, kind, id) DO UPDATE SET revision = pg_current_xact_id()`,
    [userId, kind, ids],
  );
}

/** Sets some columns of one row; false when that user has no such row. */
export async function patchRow(
  session: Session,
  { name, columns, isVersioned }: Pick<TableOf<string>, 'name' | 'columns' | 'isVersioned'>,
  userId: string,
  id: string | number,
  patch: Readonly<Record<string, Value | undefined>>,
): Promise<boolean> {
  const given = Object.entries(patch).filter((entry): entry is [string, Value] => entry[1] !== undefined);
  const settings = given.map(([column], index) => `${column} = $${index + 3}::${columns[column] ?? 'text'}`);
  if (isVersioned) settings.push('written = pg_current_xact_id()');
  // Nothing to set still tells whether the row is there.
  if (settings.length === 0) settings.push('id = id');
  const changed = await session.run(`UPDATE loci.${name} SET ${settings.join(', ')} WHERE user_id = $1 AND id = $2`, [
    userId,
    id,
    ...given.map(([, value]) => value),
  ]);
  return changed > 0;
}
