import type { App, User } from '../../ports/entities.js';
import type { Clock } from '../../ports/clock.js';
import { CoreError } from '../../ports/errors.js';
import type { Store } from '../../ports/store.js';
import type { Acting } from '../people/acting.js';

/** For whom, and through which client, something is done. */
export interface Scope {
  user: User;
  app: App;
}

export interface Identity {
  /** The user of dialects without users: whoever has shown a token, else the service's own. */
  readonly defaultUser: string;
  findUser(name: string): Promise<User | null>;
  getUser(id: string): Promise<User | null>;
  /** Throws `not_found` ("User not found"). */
  requireUser(name: string): Promise<User>;
  /** The user and the user's app of that name; both are made when missing. */
  ensureScope(userName: string, appName: string): Promise<Scope>;
}

export function createIdentity({
  store,
  clock,
  acting,
  defaultUser,
}: {
  store: Store;
  clock: Clock;
  acting: Acting;
  defaultUser: string;
}): Identity {
  return {
    get defaultUser() {
      return acting.principal?.name ?? defaultUser;
    },
    findUser: (name) => store.findUser(name),
    getUser: (id) => store.getUser(id),
    async requireUser(name) {
      const user = await store.findUser(name);
      if (!user) throw new CoreError('not_found', 'User not found');
      return user;
    },
    async ensureScope(userName, appName) {
      const user = await store.ensureUser(userName, clock.now());
      return { user, app: await store.ensureApp(user.id, appName, clock.now()) };
    },
  };
}

/** A paused app reads, but makes no memories: throws `forbidden`. */
export function requireActive({ app }: Scope): void {
  if (!app.isActive)
    throw new CoreError('forbidden', `App ${app.name} is currently paused. Cannot create new memories.`);
}
