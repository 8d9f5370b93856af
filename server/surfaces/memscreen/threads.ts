import type { Core } from '../../core/core.js';
import type { Scope } from '../../core/memory/identity.js';
import type { Conversation } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';

/** MemScreen's threads are conversations of its app; one of them is active. */

const APP = 'memscreen';
const ACTIVE = 'memscreen.activeThread';
/** What the first thread is known by. */
const FIRST = 'first';
const TITLE_LENGTH = 36;
export const NEW_TITLE = 'New Chat';

export function scopeOf(core: Core): Promise<Scope> {
  return core.identity.ensureScope(core.identity.defaultUser, APP);
}

/** The thread that is spoken in; null = there is none yet. */
export async function activeThread(core: Core, scope: Scope): Promise<Conversation | null> {
  const id = await core.preferences.get(ACTIVE);
  return typeof id === 'string' ? core.conversations.find(scope, id) : null;
}

export async function activate(core: Core, thread: Conversation): Promise<void> {
  await core.preferences.set(ACTIVE, thread.id);
}

/** Throws `not_found` in the words that the clients show. */
export async function requireThread(core: Core, scope: Scope, id: string): Promise<Conversation> {
  const thread = await core.conversations.find(scope, id);
  if (!thread) throw new CoreError('not_found', `Chat thread not found: ${id}`);
  return thread;
}

/** The thread that a message belongs to, which is the active one from now on; begun where there is none. */
export async function threadFor(core: Core, scope: Scope, id: string | null | undefined): Promise<Conversation> {
  const thread = id
    ? await requireThread(core, scope, id)
    : // Many at once begin the same first thread.
      ((await activeThread(core, scope)) ?? (await core.conversations.ensure(scope, FIRST)));
  await activate(core, thread);
  return thread;
}

/** A thread is called after the first line that was said in it. */
export async function nameAfter(core: Core, thread: Conversation, message: string): Promise<void> {
  if (thread.title !== '') return;
  const [line = ''] = message.trim().split(/\r?\n/, 1);
  await core.conversations.rename(thread, Array.from(line).slice(0, TITLE_LENGTH).join(''));
}
