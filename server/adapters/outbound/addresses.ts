import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { CoreError } from '../../ports/errors.js';

/** Where clouds hand their machines' credentials to whoever asks from inside; loopback and private networks are not here. */
const REFUSED_RANGES: [address: string, prefix: number, family: 'ipv4' | 'ipv6'][] = [
  ['169.254.0.0', 16, 'ipv4'],
  ['100.100.100.200', 32, 'ipv4'],
  ['168.63.129.16', 32, 'ipv4'],
  ['192.0.0.192', 32, 'ipv4'],
  ['fe80::', 10, 'ipv6'],
  ['fd00:ec2::', 32, 'ipv6'],
  ['fd20:ce::254', 128, 'ipv6'],
  // The first range as NAT64 writes it.
  ['64:ff9b::a9fe:0', 112, 'ipv6'],
];

const refusedRanges = new BlockList();
for (const range of REFUSED_RANGES) refusedRanges.addSubnet(...range);

/** An IP address, in any spelling, that nothing is ever sent to. */
export function isRefusedAddress(address: string): boolean {
  const [bare = ''] = address.replace(/^\[|\]$/g, '').split('%');
  return refusedRanges.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4');
}

/** Throws `invalid_input` unless it is http(s) and names no refused address. A host name is judged when it is resolved. */
export function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new CoreError('invalid_input', 'The address must be an http or https URL');
  }
  if (isRefusedAddress(url.hostname)) throw new CoreError('invalid_input', refusal(url.hostname));
  return url;
}

/** `dns.lookup` asked for all addresses of a name. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A lookup for sockets that fails when any address of the name is refused. The socket connects to the very addresses
 * that were checked, so a name that changes its answer gains nothing.
 */
export function createCheckedLookup(resolve: Resolve = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) callback(error, []);
      else if (addresses.some(({ address }) => isRefusedAddress(address))) {
        callback(new CoreError('invalid_input', refusal(hostname)), []);
      } else if (options.all) callback(null, addresses);
      else callback(null, addresses[0]?.address ?? '', addresses[0]?.family);
    });
  };
}

const refusal = (host: string): string => `${host} is a link-local or metadata address: nothing is sent there`;
