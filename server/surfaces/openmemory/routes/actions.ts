import { z } from 'zod';
import type { Core } from '../../../core/core.js';
import { CoreError } from '../../../ports/errors.js';
import { lax } from '../../lax.js';
import { route } from '../../route.js';
import * as schema from '../schemas.js';

const tag = 'memories';

/** The documented order: the first scope that is given counts. All scopes are the user's own memories. */
async function applyPause(core: Core, body: z.output<typeof schema.PauseMemories>): Promise<string> {
  const { id: userId } = await core.identity.requireUser(body.user_id);
  const state = body.state ?? 'paused';
  const ids = body.memory_ids ?? [];
  const categoryIds = body.category_ids ?? [];
  if (body.global_pause) {
    await core.memories.changeState(userId, { kind: 'all' }, state);
    return 'Successfully paused all memories';
  }
  if (body.app_id) {
    await core.memories.changeState(userId, { kind: 'app', appId: body.app_id }, state);
    return `Successfully paused all memories for app ${body.app_id}`;
  }
  if (ids.length > 0) {
    await core.memories.changeState(userId, { kind: 'ids', ids, missing: body.all_for_app ? 'skip' : 'error' }, state);
    return body.all_for_app ? 'Successfully paused all memories' : `Successfully paused ${ids.length} memories`;
  }
  if (categoryIds.length > 0) {
    await core.memories.changeState(userId, { kind: 'categories', categoryIds }, state);
    return `Successfully paused memories in ${categoryIds.length} categories`;
  }
  throw new CoreError('invalid_input', 'Invalid pause request parameters');
}

export const pauseMemories = route({
  id: 'pauseMemories',
  method: 'post',
  path: '/api/v1/memories/actions/pause',
  tag,
  summary: 'Move memories to another state',
  description: 'By ids, app, categories or all of the user; `state` is paused where none is given.',
  body: schema.PauseMemories,
  reply: schema.Message,
  async handle({ body }, core) {
    return { message: await applyPause(core, body) };
  },
});

export const archiveMemories = route({
  id: 'archiveMemories',
  method: 'post',
  path: '/api/v1/memories/actions/archive',
  tag,
  summary: 'Archive memories',
  query: z.object({ user_id: lax.uuid().describe('The internal id of the user') }),
  body: z.array(lax.uuid()),
  reply: schema.Message,
  async handle({ query, body }, core) {
    const user = await core.identity.getUser(query.user_id);
    if (!user) throw new CoreError('not_found', 'User not found');
    await core.memories.changeState(user.id, { kind: 'ids', ids: body, missing: 'error' }, 'archived');
    return { message: `Successfully archived ${body.length} memories` };
  },
});
