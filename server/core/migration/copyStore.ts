import { CoreError } from '../../ports/errors.js';
import type { RowKind, Store } from '../../ports/store.js';
import { compareKind, digestKind, type Digest, type Standing } from './compare.js';
import { ROW_KINDS, writesOf } from './rows.js';

export interface CopyProgress {
  phase: 'comparing' | 'copying' | 'verifying';
  kind: RowKind;
  /** Of this kind, so far. */
  rows: number;
}

export interface CopiedKind extends Digest {
  kind: RowKind;
  /** Of its rows, those that this run wrote. */
  copied: number;
}

export interface CopyOptions {
  from: Store;
  to: Store;
  onProgress?: (progress: CopyProgress) => void;
  /** Rows that are read and committed at once. */
  batch?: number;
}

const BATCH = 500;

/**
 * Copies everything that one store keeps into another, with ids, times and order, and verifies it. The target must be
 * empty or what an earlier run left: that is completed, and a whole copy stays as it is. Throws `conflict` where the
 * target holds anything else, before a row is written, and where the two differ in the end. Nobody else may write to
 * either meanwhile.
 */
export async function copyStore({
  from,
  to,
  onProgress = () => undefined,
  batch = BATCH,
}: CopyOptions): Promise<CopiedKind[]> {
  if ((await from.listUsers()).length === 0) throw new CoreError('not_found', 'The source holds nothing to copy');
  const tell = (phase: CopyProgress['phase'], kind: RowKind) => (rows: number) => {
    onProgress({ phase, kind, rows });
  };
  return to.exclusively('migration', async () => {
    const standings = new Map<RowKind, Standing>();
    for (const kind of ROW_KINDS)
      standings.set(kind, await compareKind({ from, to, kind, batch, told: tell('comparing', kind) }));
    const copied = new Map<RowKind, number>();
    for (const [kind, standing] of standings)
      copied.set(kind, await copyKind({ from, to, kind, batch, told: tell('copying', kind) }, standing));
    const kinds: CopiedKind[] = [];
    for (const kind of ROW_KINDS) {
      const told = tell('verifying', kind);
      const there = await digestKind(to, kind, batch, told);
      requireSame(kind, await digestKind(from, kind, batch, told), there);
      kinds.push({ kind, copied: copied.get(kind) ?? 0, ...there });
    }
    return kinds;
  });
}

/** Writes what is missing; returns how many rows that were. */
async function copyKind(
  { from, to, kind, batch, told }: Parameters<typeof compareKind>[0],
  standing: Standing,
): Promise<number> {
  let { cursor, skip } = standing;
  let copied = 0;
  while (cursor !== null) {
    const read = await from.scanRows(kind, cursor, batch);
    const rows = read.items.slice(skip);
    if (rows.length > 0) await to.commit(await writesOf(from, kind, rows));
    copied += rows.length;
    told(copied);
    cursor = read.cursor;
    skip = 0;
  }
  return copied;
}

function requireSame(kind: RowKind, source: Digest, target: Digest): void {
  if (source.rows === target.rows && source.sha256 === target.sha256) return;
  const counts = source.rows === target.rows ? '' : `: ${source.rows} rows there, ${target.rows} here`;
  throw new CoreError(
    'conflict',
    `The copy differs from the source in its rows of the kind ${kind}${counts}. Was a service at work on either of them?`,
  );
}
