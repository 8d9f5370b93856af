import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { CoreError } from '../../ports/errors.js';

/** Where cloud machines hand out their credentials; loopback and private networks are not among them. */
const METADATA_RANGES: [address: string, prefix: number, family: 'ipv4' | 'ipv6'][] = [
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
const metadataRanges = new BlockList();
for (const range of METADATA_RANGES) metadataRanges.addSubnet(...range);

/** Never an address to send requests to, in whatever spelling. A name is judged by what it resolves to. */
export function isMetadataAddress(host: string): boolean {
  const [bare = ''] = host.replace(/^\[|\]$/g, '').split('%');
  return metadataRanges.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4');
}

/** `dns.lookup`, asked for all addresses of a name. */
export type Resolve = (hostname: string) => Promise<{ address: string }[]>;

const resolveBySystem: Resolve = (hostname) => lookup(hostname, { all: true });

/** Throws `upstream_failed` when a name leads to a metadata address. A name that leads nowhere is left to the request. */
export async function refuseMetadataHost(url: string, resolve = resolveBySystem): Promise<void> {
  const { hostname } = new URL(url);
  const addresses = await resolve(hostname.replace(/^\[|\]$/g, '')).catch(() => []);
  if (addresses.some(({ address }) => isMetadataAddress(address))) {
    throw new CoreError('upstream_failed', 'The address of the model server leads to a link-local one');
  }
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
