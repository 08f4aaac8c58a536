import type { GuestInterface } from '../../hypervisor/guest.ts';
import { plainText } from '../sections.ts';

const MAX_LINES = 5_000;

/** What `ip addr` of iproute2 and of busybox print alike: https://man7.org/linux/man-pages/man8/ip-address.8.html */
export function parseIpAddr(output: string): readonly GuestInterface[] {
  const found: { name: string; mac?: string; addresses: string[] }[] = [];
  for (const line of output.split('\n', MAX_LINES)) {
    const [, name] = /^\d{1,9}: ([^:@\s]{1,64})[@:]/.exec(line) ?? [];
    if (name !== undefined) found.push({ name: plainText(name, 64), addresses: [] });
    const last = found.at(-1);
    const [, mac] = /^\s+link\/\S+ ((?:[\da-f]{2}:){5}[\da-f]{2})\b/.exec(line) ?? [];
    if (last && mac !== undefined) last.mac = mac;
    const [, address] = /^\s+inet6? ([\da-f.:]{2,45}(?:\/\d{1,3})?)(?= |$)/.exec(line) ?? [];
    if (last && address !== undefined) last.addresses.push(address);
  }
  return found;
}
