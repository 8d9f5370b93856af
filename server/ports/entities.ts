import type { Json, JsonObject } from './json.js';

/** All times are epoch milliseconds (UTC). All ids are lower-case UUIDs unless said otherwise. */

export interface User {
  id: string;
  /** The external id that callers use; unique. */
  name: string;
  createdAt: number;
  updatedAt: number;
}

/** What a person shows to act as a user; the token itself is kept nowhere. */
export interface AccessToken {
  id: string;
  userId: string;
  /** SHA-256 of the token, in hex. */
  hash: string;
  /** What it is for, in the person's words. */
  label: string;
  createdAt: number;
}

/** A client that writes and reads memories for one user; `name` is unique for its user. */
export interface App {
  id: string;
  userId: string;
  name: string;
  description: string | null;
  metadata: JsonObject;
  isActive: boolean;
  createdAt: number;
  updatedAt: number;
}

export const MEMORY_STATES = ['active', 'paused', 'archived', 'deleted'] as const;
export type MemoryState = (typeof MEMORY_STATES)[number];

/** What a note-writing pipeline knows about a memory beyond its text. */
export interface NoteFacets {
  tags: string[];
  keywords: string[];
  /** Questions that the memory answers. */
  queries: string[];
  depth: 'low' | 'medium' | 'high' | null;
  quality: 'low' | 'medium' | 'high' | null;
  followUps: string[];
}

export interface Memory {
  id: string;
  userId: string;
  appId: string;
  /** The dialect's own session id, verbatim; null when none was given. */
  sessionId: string | null;
  content: string;
  /** md5 of `content`, hex. */
  hash: string;
  state: MemoryState;
  /** Names, lower case. */
  categories: string[];
  /** The caller's metadata, verbatim. */
  metadata: JsonObject;
  facets: NoteFacets | null;
  speaker: string | null;
  /** When what the memory tells of happened; the creation time where nobody said. */
  toldAt: number;
  createdAt: number;
  updatedAt: number;
  archivedAt: number | null;
  deletedAt: number | null;
  /** Evolution: why this version exists, and what replaced it. `nextId` null = current. */
  statusReason: string;
  supersededAs: 'updated' | 'deleted' | null;
  nextId: string | null;
  /** The task that wrote it, when one did. */
  taskId: string | null;
}

export interface Category {
  id: string;
  name: string;
  description: string;
  createdAt: number;
  updatedAt: number;
}

/** One change of a memory's state. `oldState` null = it came into being. */
export interface StateChange {
  id: string;
  memoryId: string;
  userId: string;
  oldState: MemoryState | null;
  newState: MemoryState;
  changedAt: number;
}

export interface Access {
  id: string;
  memoryId: string;
  userId: string;
  /** The app that read or removed it (not the one that made it). */
  appId: string;
  kind: 'search' | 'list' | 'read' | 'delete' | 'delete_all';
  detail: JsonObject;
  accessedAt: number;
}

export const TASK_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** Long work. `input` is all that is needed to run it again after a restart. */
export interface Task {
  id: string;
  kind: string;
  userId: string;
  state: TaskState;
  /** 0..1 */
  progress: number;
  message: string;
  input: JsonObject;
  result: Json;
  error: { code: string; message: string } | null;
  createdAt: number;
  updatedAt: number;
}

/** One turn of a conversation that is to be remembered. */
export interface Turn {
  role: string;
  content: string;
  /** Verbatim as the caller sent it, when it did. */
  timestamp?: Json;
}

/** Messages waiting for a full batch, one buffer per (user, app, session). */
export interface TurnBuffer {
  key: string;
  /** Another one after every write. */
  version: string;
  userId: string;
  appId: string;
  sessionId: string | null;
  turns: Turn[];
  lastDelivery: string | null;
  lastTaskId: string | null;
  updatedAt: number;
}

/** What an answer used, so that a panel can lead there. */
export interface Source {
  kind: 'memory' | 'screen' | 'activity' | 'conversation';
  id: string;
  /** The beginning of what it says. */
  text: string;
  /** When what it tells of happened. */
  at: number;
  app: string;
  /** Plays the moment that it tells of; absent = there is no video of it. */
  link?: string | undefined;
}

export interface Conversation {
  id: string;
  userId: string;
  /** The client that it was begun in. */
  appId: string;
  /** The name that client gave it; unique for its app. Null = it goes by its id alone. */
  alias: string | null;
  /** '' until somebody names it. */
  title: string;
  /** What the client keeps with it, verbatim. */
  metadata: JsonObject;
  /** The beginning of the last message. */
  preview: string;
  messageCount: number;
  createdAt: number;
  updatedAt: number;
}

export const MESSAGE_ROLES = ['user', 'assistant', 'system'] as const;
export type MessageRole = (typeof MESSAGE_ROLES)[number];

export interface Message {
  id: string;
  conversationId: string;
  userId: string;
  appId: string;
  role: MessageRole;
  content: string;
  /** Who answered, or was spoken to; null where a client knows no characters. */
  characterId: string | null;
  /** The model that wrote it; null = a person, or no model. */
  model: string | null;
  sources: Source[];
  /** What the client keeps with it, verbatim. */
  metadata: JsonObject;
  createdAt: number;
}

/** A stretch of what was done, as its collector told it. */
export interface ActivitySession {
  /** Counted from 1 for each user; never used again. */
  id: number;
  userId: string;
  /** Verbatim. */
  startTime: string;
  endTime: string;
  events: JsonObject[];
  keystrokes: number;
  clicks: number;
  /** The memory that tells of it; null = none was made. */
  memoryId: string | null;
  createdAt: number;
}

export const RECORDING_MODES = ['fullscreen', 'fullscreen-single', 'region'] as const;
export type RecordingMode = (typeof RECORDING_MODES)[number];

/** A video of the screen. */
export interface Recording {
  id: string;
  userId: string;
  /** Absolute path. */
  file: string;
  startedAt: number;
  endedAt: number;
  frames: number;
  durationSeconds: number;
  bytes: number;
  /** What it was asked to show; `region` in the pixels of the desktop. */
  mode: RecordingMode;
  region: { x: number; y: number; width: number; height: number } | null;
  screen: number | null;
  /** What had the focus most. */
  app: string;
  title: string;
  /** What was on it, in a few words; null = nothing is known of that. */
  summary: string | null;
  keywords: string[];
  /** It is still being written; after a crash, it was. */
  isOpen: boolean;
}

/** What came onto a screen at a moment, as it was read from its picture. */
export interface ScreenText {
  id: string;
  userId: string;
  appId: string;
  recordingId: string;
  at: number;
  /** The index of the screen. */
  screen: number;
  /** What had the focus. */
  app: string;
  title: string;
  /** The lines that were not there before. */
  content: string;
}
