import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Webhook, WebhookOutcome } from '../../ports/webhook.js';
import { isMetadataAddress } from '../modelServer/address.js';

class AddressRefused extends Error {}

/** `dns.lookup`, asked for all addresses of a name. */
export type Lookup = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** The address that was checked is the one that is connected to: a name cannot point elsewhere in between. */
function checked(lookup: Lookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const isRefused = !error && addresses.some(({ address }) => isMetadataAddress(address));
      if (error ?? isRefused) callback(error ?? new AddressRefused('Address is not allowed'), []);
      else if (options.all) callback(null, addresses);
      else callback(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 4);
    });
  };
}

/** Headers that belong to the connection, not to the caller. */
const OWN_HEADERS = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'proxy-authorization',
  'proxy-connection',
  'keep-alive',
]);
/** RFC 9110 `token` and `field-value`: no control character, so no line break. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

function mayBeSent([name, value]: [string, string]): boolean {
  return HEADER_NAME.test(name) && HEADER_VALUE.test(value) && !OWN_HEADERS.has(name.toLowerCase());
}

/** An answer's body is of no interest, and may be endless: it is read only so that the connection ends well. */
const MOST_DRAINED = 64 * 1024;

function drain(response: IncomingMessage): void {
  let size = 0;
  response.on('error', () => {});
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MOST_DRAINED) response.destroy();
  });
}

function refusal(url: string): string | null {
  const target = URL.canParse(url) ? new URL(url) : null;
  if (target?.protocol !== 'http:' && target?.protocol !== 'https:') return 'must be an http or https URL';
  return isMetadataAddress(target.hostname) ? 'must not be a link-local or metadata address' : null;
}

/** Posts JSON without following redirects; link-local metadata addresses are refused, also behind a name. */
export function createWebhook(lookup: Lookup = systemLookup): Webhook {
  return {
    refusal,
    post({ url, headers, body, timeoutMs, signal }) {
      const refused = refusal(url);
      if (refused !== null) return Promise.resolve({ error: `Address ${refused}`, refused: true });
      const target = new URL(url);
      const host = target.hostname.replace(/^\[|\]$/g, '');
      const bytes = Buffer.from(JSON.stringify(body));
      const own = Object.entries(headers).filter(mayBeSent);
      const deadline = AbortSignal.timeout(timeoutMs);
      const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
      return new Promise<WebhookOutcome>((resolve) => {
        const request = send(target, {
          method: 'POST',
          headers: { ...Object.fromEntries(own), 'content-type': 'application/json', 'content-length': bytes.length },
          signal: signal ? AbortSignal.any([deadline, signal]) : deadline,
          ...(isIP(host) ? {} : { lookup: checked(lookup) }),
        });
        request.on('response', (response) => {
          resolve({ status: response.statusCode ?? 0 });
          drain(response);
        });
        request.on('error', (error) => {
          const isRefused = error instanceof AddressRefused;
          const reason = deadline.aborted ? 'No answer in time' : 'Address cannot be reached';
          resolve({ error: isRefused ? error.message : reason, refused: isRefused });
        });
        request.end(bytes);
      });
    },
  };
}
