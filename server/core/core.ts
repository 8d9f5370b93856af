import type { Tracking } from './activity/tracking.js';
import type { ActivitySessions } from './activity/sessions.js';
import type { Answering } from './conversation/answering.js';
import type { Characters } from './conversation/characters.js';
import type { Conversations } from './conversation/conversations.js';
import type { Catalog } from './model/catalog.js';
import type { Apps } from './memory/apps.js';
import type { Memories } from './memory/memories.js';
import type { Notes } from './memory/notes.js';
import type { Identity } from './memory/identity.js';
import type { Accesses } from './memory/accesses.js';
import type { Backup } from './memory/backup.js';
import type { Batcher } from './memory/batcher.js';
import type { Summaries } from './memory/summaries.js';
import type { Embedding } from './retrieval/vectors/embedding.js';
import type { Retrieval } from './retrieval/retrieval.js';
import type { Tasks } from './tasks/tasks.js';
import type { EngineSettingsStore } from './model/settings.js';
import type { Preferences } from './preferences.js';
import type { System } from './system.js';
import type { Limits } from './limits.js';

/** All meaning of the product, as plain functions over the ports. Surfaces only translate to and from it. */
export interface Core {
  readonly limits: Limits;
  readonly identity: Identity;
  readonly apps: Apps;
  readonly memories: Memories;
  readonly notes: Notes;
  readonly accesses: Accesses;
  readonly retrieval: Retrieval;
  readonly embedding: Embedding;
  readonly batcher: Batcher;
  readonly summaries: Summaries;
  readonly backup: Backup;
  readonly activity: ActivitySessions;
  readonly tracking: Tracking;
  readonly conversations: Conversations;
  readonly answering: Answering;
  readonly characters: Characters;
  readonly catalog: Catalog;
  readonly preferences: Preferences;
  readonly tasks: Tasks;
  readonly engine: EngineSettingsStore;
  readonly system: System;
}
