import type { Task, Turn } from '../../ports/entities.js';
import type { Scope } from './identity.js';

export interface NoteRequest {
  scope: Scope;
  sessionId: string | null;
  turns: Turn[];
}

/** Conversations condensed to notes in the background (OmniMemory's pipelines), as tasks. */
export interface Notes {
  /** Full pipeline: behaviour and content, links to older notes, conflicts resolved. */
  submit(request: NoteRequest): Promise<Task>;
  /** Fast pipeline: one note, stored directly. */
  submitAgentNote(request: NoteRequest): Promise<Task>;
}
