import { route } from '../../route.js';
import { toTurns } from '../map.js';
import { scopeOf } from '../names.js';
import { BatchBody, BatchReply } from '../schemas.js';

export const streamMessages = route({
  id: 'streamMessages',
  method: 'post',
  path: '/api/v1/memory-batcher/messages',
  summary: 'Collect messages; each full batch becomes a memory in the background',
  tag: 'Memory Operations',
  body: BatchBody,
  reply: BatchReply,
  async handle({ body }, core) {
    const scope = await scopeOf(core, body);
    const { buffer, flushed } = await core.batcher.append(scope, body.session_id ?? null, toTurns(body.messages));
    return {
      app_id: body.app_id,
      user_id: body.user_id,
      session_id: body.session_id ?? null,
      pending_messages: buffer.turns.length,
      batch_size: core.limits.maxMessages,
      status: flushed ? ('flushed' as const) : ('pending' as const),
      last_delivery: buffer.lastDelivery,
      last_task_id: buffer.lastTaskId,
    };
  },
});
