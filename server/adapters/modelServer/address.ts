import { isIP } from 'node:net';
import { CoreError } from '../../ports/errors.js';

/** Where cloud machines hand out their credentials: never an address to send requests to. */
export function isMetadataAddress(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (bare === 'metadata.google.internal' || bare === '100.100.100.200' || bare === 'fd00:ec2::254') return true;
  if (isIP(bare) === 4) return bare.startsWith('169.254.');
  if (isIP(bare) !== 6) return false;
  const mapped = /^::ffff:(.+)$/.exec(bare)?.[1];
  return /^fe[89ab]/.test(bare) || (mapped !== undefined && (mapped.startsWith('169.254.') || /^a9fe:/.test(mapped)));
}

/** The address of a model server without a trailing slash. Throws `invalid_input`. */
export function modelServerUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new CoreError('invalid_input', 'The address of a model server begins with http:// or https://');
  if (isMetadataAddress(url.hostname))
    throw new CoreError('invalid_input', 'The address of a model server may not be a link-local one');
  return url.href.replace(/\/+$/, '');
}
