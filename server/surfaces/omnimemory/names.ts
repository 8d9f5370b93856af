import type { Core } from '../../core/core.js';
import type { Scope } from '../../core/memory/identity.js';
import { CoreError } from '../../ports/errors.js';
import type { Ids } from './schemas.js';

const LEAST_LENGTH = 10;

interface Names {
  app_id: string;
  user_id?: string | undefined;
  session_id?: string | null | undefined;
}

/**
 * Throws `invalid_input` for a name under 10 characters, unless it exists: what another dialect wrote under a short name
 * is found here too.
 */
export async function requireNames(core: Core, names: Names): Promise<void> {
  const { app_id, user_id, session_id } = names;
  const user = user_id === undefined ? null : await core.identity.findUser(user_id);
  const isUnknownUser = user_id !== undefined && user === null;
  if (isShort(user_id) && isUnknownUser) throw tooShort('user_id');
  if (isShort(app_id) && (await core.apps.named(null, app_id)).length === 0) throw tooShort('app_id');
  if (!isShort(session_id)) return;
  if (isUnknownUser || !(await hasSession(core, user?.id ?? null, session_id))) throw tooShort('session_id');
}

/** The checked names' user and app, made where they are new. */
export async function scopeOf(core: Core, ids: Ids): Promise<Scope> {
  await requireNames(core, ids);
  return core.identity.ensureScope(ids.user_id, ids.app_id);
}

function isShort(name: string | null | undefined): name is string {
  return typeof name === 'string' && name.length < LEAST_LENGTH;
}

async function hasSession(core: Core, userId: string | null, sessionId: string): Promise<boolean> {
  const { total } = await core.memories.list({ userId, sessionId, offset: 0, limit: 1 });
  return total > 0;
}

function tooShort(field: string): CoreError {
  return new CoreError('invalid_input', `${field}: must be at least ${LEAST_LENGTH} characters`);
}
