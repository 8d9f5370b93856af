import type { Core } from '../../../core/core.js';
import { CoreError } from '../../../ports/errors.js';
import { reply } from '../../reply.js';
import { route, type RequestFacts } from '../../route.js';
import { toAccepted, toSubmitted, toSummary, toTimestamp, toTurns } from '../map.js';
import { requireNames, scopeOf } from '../names.js';
import { AcceptedReply, AgentBody, SummaryBody, SummaryReply } from '../schemas.js';

const tag = 'Agent Operations';

export const addAgentMemory = route({
  id: 'addAgentMemory',
  method: 'post',
  path: '/api/v1/agent/memories',
  summary: 'Make a memory of what an agent says, in the background, by the fast pipeline',
  tag,
  status: 202,
  body: AgentBody,
  reply: AcceptedReply,
  async handle({ body }, core) {
    const scope = await scopeOf(core, body);
    const turns = toTurns(body.messages);
    const task = await core.notes.submitAgentNote({ scope, sessionId: body.session_id ?? null, turns });
    return toAccepted(task, body, 'Agent memory creation task submitted successfully');
  },
});

export const summariseConversation = route({
  id: 'summariseConversation',
  method: 'post',
  path: '/api/v1/agent/summaries',
  summary: 'Summarise a conversation, at once or to a callback address',
  description:
    'With `callback_url` in the body, or else the header `X-Callback-URL`, the answer is 202 with a `task_id`, and the ' +
    'summary is posted to that address: three attempts, no redirects.',
  tag,
  body: SummaryBody,
  reply: SummaryReply,
  async handle({ body, facts }, core) {
    const url = callbackUrl(core, body, facts);
    const turns = toTurns(body.messages);
    const sessionId = body.session_id ?? null;
    if (url !== null) {
      const scope = await scopeOf(core, body);
      const callback = { url, headers: body.callback_headers ?? {}, format: 'omnimemory', sessionId };
      const task = await core.summaries.submit(scope, turns, callback);
      return reply.json(202, toSubmitted(task, body, 'Conversation summary scheduled for callback delivery'));
    }
    await requireNames(core, body);
    const summary = await core.summaries.summarise(turns, facts.signal);
    return {
      app_id: body.app_id,
      user_id: body.user_id,
      session_id: sessionId,
      ...toSummary(summary),
      metadata: {},
      raw_sections: null,
      generated_at: toTimestamp(Date.now()),
    };
  },
});

/** The body's address, else the header's; null = none was given. Throws `invalid_input` for one that nothing may be sent to. */
function callbackUrl(core: Core, body: SummaryBody, { headers }: RequestFacts): string | null {
  const isInBody = typeof body.callback_url === 'string';
  const url = isInBody ? body.callback_url : headers['x-callback-url'];
  if (typeof url !== 'string') return null;
  const problem = core.summaries.urlProblem(url);
  if (problem !== null) {
    throw new CoreError('invalid_input', `${isInBody ? 'callback_url' : 'X-Callback-URL'}: ${problem}`);
  }
  return url;
}
