import { isIPv4 } from 'node:net';
import type { GuestInterface } from '../../../../src/hypervisor/guest.ts';

/** What the Guest Additions tell of a guest: https://www.virtualbox.org/manual/topics/guestadditions.html#guestadd-guestprops */
export interface GuestTold {
  /** `Linux 6.12.107+deb13-amd64`, `Windows 11 10.0.26100`. */
  readonly os?: string | undefined;
  /** `7.2.22`; VirtualBox keeps it while the machine is off, so that without it none ever ran in this guest. */
  readonly additions?: string | undefined;
  readonly interfaces: readonly GuestInterface[];
}

/**
 * Lines of `guestproperty enumerate`: `/NAME = 'VALUE' @ TIME FLAGS`. Values are not escaped and are the guest's own
 * words; one with line breaks can do no more than change what the same guest could have told anyway. The first of a
 * name counts, and only names of the guest's own are read.
 */
function parseProperties(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const lines = text.matchAll(
    /^\/VirtualBox\/(Guest(?:Info|Add)\/[\w/]+) += '(.*)' +@ \d{4}-\d\d-\d\dT[\d:.]+Z\b/gm,
  );
  for (const [, name = '', value = ''] of lines) if (!found.has(name)) found.set(name, value);
  return found;
}

export function guestTold(text: string): GuestTold {
  const told = parseProperties(text);
  const product = told.get('GuestInfo/OS/Product') ?? '';
  const release = told.get('GuestInfo/OS/Release') ?? '';
  const os = `${product} ${release}`.trim();
  return {
    os: os === '' ? undefined : os,
    additions: told.get('GuestAdd/Version') || undefined,
    interfaces: numbersOf(told).map((number) => interfaceOf(told, number)),
  };
}

/** As many as the guest may have cards; it could tell any number. */
const MOST = 64;

function numbersOf(told: ReadonlyMap<string, string>): readonly number[] {
  const count = Number(/^\d{1,3}$/.exec(told.get('GuestInfo/Net/Count') ?? '')?.[0] ?? 0);
  return Array.from({ length: Math.min(count, MOST) }, (_, at) => at);
}

function interfaceOf(told: ReadonlyMap<string, string>, number: number): GuestInterface {
  const of = (what: string) => told.get(`GuestInfo/Net/${number}/${what}`) ?? '';
  const address = of('V4/IP');
  const isUp = of('Status') !== 'Down' && isIPv4(address) && address !== '0.0.0.0';
  const mac = of('MAC');
  return {
    name: of('Name') || `card ${number + 1}`,
    mac: /^[\dA-F]{12}$/i.test(mac) ? mac.toLowerCase().replace(/(..)(?=.)/g, '$1:') : undefined,
    addresses: isUp ? [`${address}${prefixOf(of('V4/Netmask'))}`] : [],
  };
}

/** `255.255.255.0` as `/24`; nothing for what is no mask. */
function prefixOf(mask: string): string {
  if (!isIPv4(mask)) return '';
  const bits = mask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? `/${bits.replace(/0+$/, '').length}` : '';
}
