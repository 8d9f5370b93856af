import type { Recording, RecordingMode, ScreenText } from '../../ports/entities.js';
import { fromText } from './json.js';

// Rows of recordings and what was read from them, as both stores keep them.

export type RecordingRow<Flag extends boolean | number> = {
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
  is_open: Flag;
  summary: string | null;
  keywords: string;
};

export const toRecording = (row: RecordingRow<boolean | number>): Recording => ({
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
  isOpen: Boolean(row.is_open),
  summary: row.summary,
  keywords: fromText(row.keywords),
});

export type ScreenTextRow = {
  id: string;
  user_id: string;
  app_id: string;
  recording_id: string;
  at: number;
  screen: number;
  app: string;
  title: string;
  content: string;
};

export const toScreenText = (row: ScreenTextRow): ScreenText => ({
  id: row.id,
  userId: row.user_id,
  appId: row.app_id,
  recordingId: row.recording_id,
  at: row.at,
  screen: row.screen,
  app: row.app,
  title: row.title,
  content: row.content,
});

export const fromScreenText = (text: ScreenText): ScreenTextRow => ({
  id: text.id,
  user_id: text.userId,
  app_id: text.appId,
  recording_id: text.recordingId,
  at: text.at,
  screen: text.screen,
  app: text.app,
  title: text.title,
  content: text.content,
});
