import type { Recording, RecordingMode } from '../../../ports/entities.js';
import type { Change, Page, Slice } from '../../../ports/store.js';
import type { Database, Row } from '../database.js';
import { countOf, fromText, inOrder, rowsOf, toText, Where, type WriteContext } from './shared.js';

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
  is_open: number;
  summary: string | null;
  keywords: string;
}

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
  isOpen: row.is_open === 1,
  summary: row.summary,
  keywords: fromText(row.keywords),
});

export const recordingReads = {
  getRecording: (database: Database, userId: string, file: string): Recording | null => {
    const row = database.get<RecordingRow>('SELECT * FROM recordings WHERE file = ? AND user_id = ?', [file, userId]);
    return row ? toRecording(row) : null;
  },
  getRecordings: (database: Database, userId: string, ids: string[]): Recording[] =>
    inOrder(ids, rowsOf<RecordingRow>(database, 'recordings', ids), userId).map(toRecording),
  listRecordings: (database: Database, userId: string | null, slice: Slice): Page<Recording> => {
    const where = new Where().add('user_id = ?', userId ?? undefined);
    return {
      items: database
        .all<RecordingRow>(
          `SELECT * FROM recordings ${where.sql} ORDER BY started_at DESC, rowid DESC LIMIT ? OFFSET ?`,
          [...where.params, slice.limit, slice.offset],
        )
        .map(toRecording),
      total: countOf(database, `SELECT count(*) AS n FROM recordings ${where.sql}`, where.params),
    };
  },
};

export function eraseRecording(
  { database, rows }: WriteContext,
  { userId, id }: Extract<Change, { kind: 'recording.erase' }>,
): void {
  if (recordingReads.getRecordings(database, userId, [id]).length === 0) return;
  rows.remove('recordings', { id });
  rows.remove('screen_texts', { recording_id: id });
}

export function putRecording({ rows }: WriteContext, recording: Recording): void {
  rows.put('recordings', {
    id: recording.id,
    user_id: recording.userId,
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
    is_open: recording.isOpen ? 1 : 0,
    summary: recording.summary,
    keywords: toText(recording.keywords),
  });
}
