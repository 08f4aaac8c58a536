import { BlockList, isIP } from 'node:net';

/** Whether that network (`10.77.0.31/24`, `10.0.0.0/8`) holds the address; without a prefix it holds itself alone. */
export function holds(network: string, address: string): boolean {
  const [base = '', prefix] = network.split('/');
  const kind = isIP(base);
  if (kind === 0 || isIP(address) !== kind) return false;
  const family = kind === 4 ? 'ipv4' : 'ipv6';
  const all = kind === 4 ? 32 : 128;
  const bits = prefix === undefined ? all : Number(prefix);
  if (!Number.isInteger(bits) || bits < 0 || bits > all) return false;
  const list = new BlockList();
  list.addSubnet(base, bits, family);
  return list.check(address, family);
}

/** Loopback is nobody else's; link-local is of one segment alone. */
export function isUsable(text: string): boolean {
  return !/^(127\.|::1(\/|$)|fe[89ab][\da-f]:|169\.254\.)/i.test(text);
}

/** What a machine gives itself when no DHCP server answers: https://www.rfc-editor.org/rfc/rfc3927 */
export function isSelfMade(text: string): boolean {
  return text.startsWith('169.254.');
}
