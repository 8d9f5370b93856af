import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from '../core/core.js';
import type { Principal } from '../core/people/acting.js';
import { toCoreError } from '../ports/errors.js';
import { judge, presentedToken, type GuardRules } from './guards.js';

/** Who comes in: a person with a token of their own, or (null) whoever needs none; or why nobody does. */
export type Entrance =
  | { allowed: true; corsOrigin: string | null; principal: Principal | null }
  | { allowed: false; status: 401 | 403 | 503; reason: string };

/** Lets a request or an upgrade in by the rules, and finds out whose token it shows where people have their own. */
export async function enter(
  request: IncomingMessage,
  rules: GuardRules,
  { people }: Pick<Core, 'people'>,
): Promise<Entrance> {
  const verdict = judge(request, rules);
  if (!verdict.allowed) return verdict;
  const { corsOrigin, needsUser } = verdict;
  if (!needsUser) return { allowed: true, corsOrigin, principal: null };
  const token = presentedToken(request);
  try {
    const principal = token === null ? null : await people.authenticate(token);
    if (principal) return { allowed: true, corsOrigin, principal };
  } catch (thrown) {
    return { allowed: false, status: 503, reason: toCoreError(thrown).message };
  }
  return { allowed: false, status: 401, reason: 'A token of yours is required' };
}

/** An answer that goes on must not outlive the token it was asked with. */
export function endWithToken(
  response: ServerResponse,
  principal: Principal | null,
  { people }: Pick<Core, 'people'>,
): void {
  if (principal)
    response.once(
      'close',
      people.watch(principal, () => response.destroy()),
    );
}
