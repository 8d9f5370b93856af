import { CoreError } from '../../ports/errors.js';

/** Where a database is: one server, or several of which one takes writes. */
export interface DatabaseAddress {
  /** One connection string for each server, in the order in which they are tried. */
  servers: string[];
  /** For people: without the password. */
  location: string;
}

const DATABASE_URL = /^(postgres(?:ql)?:\/\/)(?:([^@/?#]*)@)?([^/?#]*)(\/[^?#]*)?(\?[^#]*)?$/;

/**
 * Reads `postgres://user:password@host1:5432,host2/database?sslmode=require`. Several hosts are tried in turn, for the
 * one that takes writes. Throws `invalid_input`, without repeating what it read.
 */
export function parseDatabaseUrl(url: string): DatabaseAddress {
  const parts = DATABASE_URL.exec(url);
  if (!parts) throw new CoreError('invalid_input', 'must be postgres://USER:PASSWORD@HOST[,HOST...]/DATABASE');
  const [, scheme = '', login = '', hosts = '', path = '', query = ''] = parts;
  const parameters = new URLSearchParams(query);
  // Which server is wanted is decided here: it is always the one that takes writes.
  parameters.delete('target_session_attrs');
  const rest = `${path}${parameters.size > 0 ? `?${parameters.toString()}` : ''}`;
  const user = login.split(':', 1)[0] ?? '';
  return {
    servers: hosts.split(',').map((host) => `${scheme}${login === '' ? '' : `${login}@`}${host.trim()}${rest}`),
    location: `${scheme}${user === '' ? '' : `${user}@`}${hosts}${path}`,
  };
}
