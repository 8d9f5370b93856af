import type { Recording, RecordingMode } from '../../../ports/entities.js';
import type { Change, Page, Slice } from '../../../ports/store.js';
import type { Session } from '../pool.js';
import { markDue, putRows, type TableOf } from '../rows.js';
import { fromText, pageOf, rowsOf, toText, Where } from '../sql.js';
import type { Row } from '../values.js';

export interface RecordingRow extends Row {
  id: string;
  user_id: string;
  file: string;
  started_at: number;
  ended_at: number;
  frames: number;
  duration: number;
  bytes: number;
  mode: string;
  region: string;
  screen: number | null;
  app: string;
  title: string;
  is_open: boolean;
  summary: string | null;
  keywords: string;
}

const COLUMNS = {
  user_id: 'text',
  id: 'text',
  file: 'text',
  started_at: 'float8',
  ended_at: 'float8',
  frames: 'float8',
  duration: 'float8',
  bytes: 'float8',
  mode: 'text',
  region: 'text',
  screen: 'float8',
  app: 'text',
  title: 'text',
  is_open: 'boolean',
  summary: 'text',
  keywords: 'text',
} as const;

const RECORDINGS: TableOf<keyof typeof COLUMNS> = { name: 'recordings', key: ['user_id', 'id'], columns: COLUMNS };

export const toRecording = (row: RecordingRow): Recording => ({
  id: row.id,
  userId: row.user_id,
  file: row.file,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  frames: row.frames,
  durationSeconds: row.duration,
  bytes: row.bytes,
  mode: row.mode as RecordingMode,
  region: fromText(row.region),
  screen: row.screen,
  app: row.app,
  title: row.title,
  isOpen: row.is_open,
  summary: row.summary,
  keywords: fromText(row.keywords),
});

export async function getRecording(session: Session, userId: string, file: string): Promise<Recording | null> {
  const row = await session.get<RecordingRow>('SELECT * FROM loci.recordings WHERE user_id = $1 AND file = $2', [
    userId,
    file,
  ]);
  return row ? toRecording(row) : null;
}

export async function getRecordings(session: Session, userId: string, ids: string[]): Promise<Recording[]> {
  return (await rowsOf<RecordingRow>(session, 'recordings', userId, ids)).map(toRecording);
}

export async function listRecordings(session: Session, userId: string | null, slice: Slice): Promise<Page<Recording>> {
  const where = new Where().user('user_id', userId, 'listRecordings');
  const { rows, total } = await pageOf<RecordingRow>(
    session,
    { from: 'loci.recordings', where, order: 'started_at DESC, place DESC' },
    slice,
  );
  return { items: rows.map(toRecording), total };
}

export async function putRecording(session: Session, recording: Recording): Promise<void> {
  const row = {
    user_id: recording.userId,
    id: recording.id,
    file: recording.file,
    started_at: recording.startedAt,
    ended_at: recording.endedAt,
    frames: recording.frames,
    duration: recording.durationSeconds,
    bytes: recording.bytes,
    mode: recording.mode,
    region: toText(recording.region),
    screen: recording.screen,
    app: recording.app,
    title: recording.title,
    is_open: recording.isOpen,
    summary: recording.summary,
    keywords: toText(recording.keywords),
  };
  await putRows(session, RECORDINGS, [row]);
}

export async function eraseRecording(
  session: Session,
  { userId, id }: Extract<Change, { kind: 'recording.erase' }>,
): Promise<void> {
  await session.run('DELETE FROM loci.recordings WHERE user_id = $1 AND id = $2', [userId, id]);
  const texts = await session.all<{ id: string }>(
    'DELETE FROM loci.screen_texts WHERE user_id = $1 AND recording_id = $2 RETURNING id',
    [userId, id],
  );
  await markDue(
    session,
    userId,
    'screen',
    texts.map((text) => text.id),
  );
}
