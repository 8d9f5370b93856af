import { z } from 'zod';

/** For whom a connection acts: fixed when it opens, never mixed with another's. */
export interface Binding {
  userName: string;
  clientName: string;
  /** The connection's id, under which what it adds stands together; null where every request stands alone. */
  sessionId: string | null;
}

const NAME_LENGTH = 256;

/** A user's or client's name in a path: not empty, no control characters. */
export const NameParam = z
  .string()
  .min(1)
  .max(NAME_LENGTH)
  .refine((name) => !/\p{Cc}/u.test(name) && name.trim() !== '', 'Name is empty or has control characters');

/** The name that a client gives itself, made fit to be an app's name. */
export function clientNameFrom(given: unknown): string {
  const name =
    typeof given === 'string'
      ? given
          .replace(/\p{Cc}+/gu, ' ')
          .trim()
          .slice(0, NAME_LENGTH)
      : '';
  return name === '' ? 'mcp' : name;
}
