import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';

/** How a caller addressed the service. */
export interface Address {
  /** The value of the one Host header; null when it is missing or doubled. */
  host: string | null;
  isEncrypted: boolean;
}

/**
 * Reads it from the request, or from what a proxy says of the request that it passes on. Only proxies whose addresses
 * are on the list are believed; whoever else sends such headers says nothing.
 */
export function readAddress(request: IncomingMessage, proxies: BlockList | null): Address {
  const isEncrypted = 'encrypted' in request.socket;
  const hosts = valuesOf(request, 'host');
  const host = hosts.length === 1 ? (hosts[0] ?? null) : null;
  if (!proxies || !isListed(request, proxies)) return { host, isEncrypted };
  const forwarded = (name: string): string | null => lastOf(valuesOf(request, name).at(-1));
  const proto = forwarded('x-forwarded-proto');
  return {
    host: forwarded('x-forwarded-host') ?? host,
    isEncrypted: proto === null ? isEncrypted : proto.toLowerCase() === 'https',
  };
}

/** As the caller wrote it: scheme, host and port. */
export function originOf({ host, isEncrypted }: Address): string {
  return `${isEncrypted ? 'https' : 'http'}://${host ?? ''}`;
}

/** Addresses, and networks with their number of bits; null = no proxy is believed. */
export function proxyList(networks: readonly string[]): BlockList | null {
  if (networks.length === 0) return null;
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function isListed({ socket }: IncomingMessage, proxies: BlockList): boolean {
  const address = socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '');
  return address !== undefined && proxies.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

function valuesOf({ rawHeaders }: IncomingMessage, name: string): string[] {
  return rawHeaders.filter((_, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === name);
}

/** Of a chain of proxies, what the nearest one added. */
function lastOf(value: string | undefined): string | null {
  return value?.split(',').at(-1)?.trim() || null;
}
