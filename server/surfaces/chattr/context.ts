import type { Core } from '../../core/core.js';
import type { Scope } from '../../core/memory/identity.js';
import type { Conversation } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import { isReply } from '../reply.js';
import type { RawRequest, Route } from '../route.js';
import { isRefused, presentedKey, type Access, type Caller } from './access.js';
import type { Buckets } from './buckets.js';
import { refuse } from './errors.js';
import type { Meter } from './meter.js';

/** What the routes of this surface share. */
export interface Context {
  access: Access;
  meter: Meter;
  /** How much speech and how many videos may be asked for. */
  voices: Buckets;
  videos: Buckets;
}

/** Whoever calls a guarded route; its handler finds the caller by the request. */
const callers = new WeakMap<object, Caller>();

export function callerOf(facts: object): Caller {
  return callers.get(facts) ?? { owner: null };
}

/**
 * The same route for callers with a key, when keys are configured; and measured. Within the rate limit, unless it only
 * tells how far something is or gives out a file: those are asked for again and again.
 */
export function guarded(route: Route, { access, meter }: Context, isCounted = true): Route {
  return {
    ...route,
    async run(raw: RawRequest, core: Core) {
      const key = presentedKey(raw.facts.headers);
      const admitted = isCounted ? access.admit(key) : access.identify(key);
      if (isRefused(admitted)) {
        meter.note(0, true);
        return refuse(admitted);
      }
      callers.set(raw.facts, admitted);
      const started = performance.now();
      let isError = true;
      try {
        const value = await route.run(raw, core);
        isError = isReply(value) && value.kind === 'json' && value.status >= 400;
        return value;
      } finally {
        meter.note(performance.now() - started, isError);
      }
    },
  };
}

export function scopeOf(core: Core): Promise<Scope> {
  return core.identity.ensureScope(core.identity.defaultUser, 'chattr');
}

/** Throws `forbidden` when the session was begun with another key. */
function requireOwn(session: Conversation, { owner }: Caller): void {
  const begunBy = session.metadata['owner'];
  if (typeof begunBy === 'string' && begunBy !== owner)
    throw new CoreError('forbidden', 'The session belongs to another API key');
}

/** A session that is there; null = nobody has spoken in it. */
export async function findSession(core: Core, name: string, caller: Caller): Promise<Conversation | null> {
  const session = await core.conversations.find(await scopeOf(core), name);
  if (session) requireOwn(session, caller);
  return session;
}

/** The session of that name, begun where there is none. */
export async function ensureSession(core: Core, name: string, caller: Caller): Promise<Conversation> {
  const metadata = caller.owner === null ? {} : { owner: caller.owner };
  const session = await core.conversations.ensure(await scopeOf(core), name, metadata);
  requireOwn(session, caller);
  return session;
}

export const sessionIdOf = ({ alias, id }: Conversation): string => alias ?? id;

/** `2024-01-15T10:30:00Z` */
export const iso = (epochMs: number): string => new Date(epochMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
