import { z } from 'zod';
import type { ConsoleWay, Screen } from '../../../src/hypervisor/screen.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import { posixLine } from '../../../src/shell/quote.ts';
import type { Client } from './client/client.ts';
import type { Config } from './config.ts';
import { guestPath } from './guest-path.ts';
import { addressesOf } from './hosts.ts';
import type { Parts } from './parts.ts';
import { word } from './row.ts';

/** qm.conf(5): https://pve.proxmox.com/pve-docs/qm.conf.5.html */
const Display = z.object({
  vga: word,
  serial0: word,
  serial1: word,
  serial2: word,
  serial3: word,
});
type Display = z.infer<typeof Display>;

/** Where the reader's browser and ssh go. */
interface Place {
  /** `https://pve1:8006` */
  readonly web: string;
  /** For ssh. */
  readonly host: string;
}

/**
 * The ways of the web interface and of root's shell on the node. The API gives no picture: QEMU's `screendump` is
 * refused to every token, and would leave its file on the node.
 */
export function createScreen({ client, settings }: Pick<Parts, 'client' | 'settings'>): Screen {
  return {
    async consoles(machine, signal) {
      const display = machine.kind === 'vm' ? readDisplay(client, machine, signal) : undefined;
      const [shown, addresses] = await Promise.all([display, addressesOf(client, signal)]);
      const place = placeOf(settings, machine, addresses.get(machine.host)?.[0]);
      return shown ? waysOfVm(machine, shown, place) : waysOfContainer(machine, place);
    },
  };
}

/** As it runs now; what waits for the next start is left aside. */
function readDisplay(client: Client, machine: Machine, signal: AbortSignal): Promise<Display> {
  const ask = { schema: Display, signal, name: machine.name, params: { current: true } };
  return client.get(`${guestPath(machine)}/config`, ask);
}

/** Any entry point shows any machine; that of the machine's own node is up for sure. */
function placeOf({ urls }: Config, { host }: Machine, address: string | undefined): Place {
  const named = urls.map((url) => ({ url, name: hostOf(url) }));
  const own =
    named.find(({ name }) => name === host || name.startsWith(`${host}.`)) ??
    named.find(({ name }) => name === address);
  return { web: own?.url ?? urls[0] ?? '', host: own?.name ?? address ?? host };
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}

/** https://pve.proxmox.com/pve-docs/qm.1.html, `vga` and `terminal` */
function waysOfVm(machine: Machine, display: Display, place: Place): readonly ConsoleWay[] {
  const { vga = 'std', ...ports } = display;
  const type = vga.split(',')[0]?.replace(/^type=/, '') ?? '';
  const isScreen = type !== 'none' && !type.startsWith('serial');
  const isSerial = Object.values(ports).includes('socket');
  const terminal = overSsh(place, ['qm', 'terminal', machine.id]);
  return [
    ...(isScreen ? [inBrowser('screen', machine, place)] : []),
    ...(isSerial
      ? [
          inBrowser('serial console', machine, place),
          { name: 'serial console, over ssh', line: terminal, note: 'Ctrl-O leaves it.' },
        ]
      : []),
  ];
}

/** https://pve.proxmox.com/pve-docs/pct.1.html, `enter` and `console` */
function waysOfContainer(machine: Machine, place: Place): readonly ConsoleWay[] {
  return [
    inBrowser('console', machine, place),
    { name: 'shell, over ssh', line: overSsh(place, ['pct', 'enter', machine.id]) },
    {
      name: 'console, over ssh',
      line: overSsh(place, ['pct', 'console', machine.id]),
      note: 'Ctrl-A and then q leaves it.',
    },
  ];
}

/** The window that the web interface itself opens under Console. */
function inBrowser(what: string, machine: Machine, { web }: Place): ConsoleWay {
  const url = new URL(web);
  url.search = new URLSearchParams({
    console: machine.kind === 'vm' ? 'kvm' : 'lxc',
    [what === 'screen' ? 'novnc' : 'xtermjs']: '1',
    vmid: machine.id,
    vmname: machine.name,
    node: machine.host,
  }).toString();
  const note = 'Sign in to Proxmox in that browser first; your user needs VM.Console on it.';
  return { name: `${what}, in a browser`, line: url.href, note };
}

/** `qm` and `pct` are for root alone. */
function overSsh({ host }: Place, command: readonly string[]): string {
  return posixLine(['ssh', '-t', `root@${host}`, ...command]);
}
