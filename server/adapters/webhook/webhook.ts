import { lookup as systemLookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Webhook, WebhookOutcome } from '../../ports/webhook.js';
import { isMetadataAddress } from '../modelServer/address.js';

class AddressRefused extends Error {}

/** The address that was checked is the one that is connected to: a name cannot point elsewhere in between. */
const checkedLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
    const refused = addresses?.some(({ address }) => isMetadataAddress(address))
      ? new AddressRefused('Address is not allowed')
      : null;
    if (error ?? refused) callback(error ?? refused, '', 0);
    else if (options.all) callback(null, addresses);
    else callback(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 4);
  });
};

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

/** Posts JSON without following redirects; link-local metadata addresses are refused, also behind a name. */
export function createWebhook(): Webhook {
  return {
    post({ url, headers, body, timeoutMs, signal }) {
      const target = URL.canParse(url) ? new URL(url) : null;
      if (!target || (target.protocol !== 'http:' && target.protocol !== 'https:'))
        return Promise.resolve({ error: 'Address is not http or https', refused: true });
      const host = target.hostname.replace(/^\[|\]$/g, '');
      if (isMetadataAddress(host)) return Promise.resolve({ error: 'Address is not allowed', refused: true });
      const bytes = Buffer.from(JSON.stringify(body));
      const own = Object.entries(headers).filter(
        ([name, value]) => !OWN_HEADERS.has(name.toLowerCase()) && !/[\r\n\0]/.test(name + value),
      );
      const deadline = AbortSignal.timeout(timeoutMs);
      const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
      return new Promise<WebhookOutcome>((resolve) => {
        const request = send(target, {
          method: 'POST',
          headers: { ...Object.fromEntries(own), 'content-type': 'application/json', 'content-length': bytes.length },
          signal: signal ? AbortSignal.any([deadline, signal]) : deadline,
          ...(isIP(host) ? {} : { lookup: checkedLookup }),
        });
        request.on('response', (response) => {
          resolve({ status: response.statusCode ?? 0 });
          // The answer's body is of no interest and may be endless.
          response.destroy();
        });
        request.on('error', (error) => {
          const reason = deadline.aborted
            ? 'No answer in time'
            : error instanceof AddressRefused
              ? error.message
              : 'Address cannot be reached';
          resolve({ error: reason, refused: error instanceof AddressRefused });
        });
        request.end(bytes);
      });
    },
  };
}
