import { readFile } from 'node:fs/promises';
import { hostname, loadavg, uptime } from 'node:os';
import type { Host } from '../../../src/hypervisor.ts';
import type { Reach } from './reach.ts';
import { factsScript, parseFacts, parseSystem, systemScript } from './windows/scripts.ts';

/** What the system of the host tells of itself, which VBoxManage does not. */
export interface HostSystem {
  name(): Promise<string>;
  load(): Promise<Pick<Host, 'load' | 'uptimeMs'>>;
  /** The UUID of the board, by which libvirt knows its host too. */
  machineId(): Promise<string | undefined>;
}

/** Milliseconds for one question. */
const LIMIT = 8_000;

export async function hostSystem(reach: Reach, signal: AbortSignal): Promise<HostSystem> {
  const os = await reach.os(signal);
  if (os === 'windows') return windows(reach, signal);
  if (!reach.remote) return ownMachine(os === 'macos' ? () => said(boardOfMac) : readBoard);
  return os === 'macos' ? macos() : linux();

  async function said(argv: readonly string[]): Promise<string> {
    return (await reach.run(argv, { signal, timeoutMs: LIMIT })).stdout;
  }

  function linux(): HostSystem {
    return {
      name: async () => (await said(['uname', '-n'])).trim(),
      load: async () => linuxLoad(await said(['cat', '/proc/loadavg', '/proc/uptime'])),
      machineId: async () => uuidIn(await said(['cat', BOARD])),
    };
  }

  function macos(): HostSystem {
    return {
      name: async () => (await said(['uname', '-n'])).trim(),
      load: async () => macLoad(await said(['sysctl', '-n', 'vm.loadavg', 'kern.boottime'])),
      machineId: async () => uuidIn(await said(boardOfMac)),
    };
  }
}

/** Only root may read it. */
const BOARD = '/sys/class/dmi/id/product_uuid';
const readBoard = () => readFile(BOARD, 'utf8').catch(() => '');
/** See ioreg(8): one line of it is `"IOPlatformUUID" = "…"`. */
const boardOfMac = ['ioreg', '-rd1', '-c', 'IOPlatformExpertDevice'];

function ownMachine(board: () => Promise<string>): HostSystem {
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  return {
    name: async () => hostname(),
    load: async () => ({ load: [one, five, fifteen], uptimeMs: uptime() * 1000 }),
    machineId: async () => uuidIn(await board()),
  };
}

/** Windows has no load average. */
function windows({ script }: Reach, signal: AbortSignal): HostSystem {
  const system = async () => parseSystem(await script(systemScript, [], signal));
  return {
    name: async () => parseFacts(await script(factsScript, [], signal)).name,
    async load() {
      const { upSeconds } = await system();
      return upSeconds === undefined ? {} : { uptimeMs: upSeconds * 1000 };
    },
    machineId: async () => uuidIn((await system()).board ?? ''),
  };
}

/** The two lines of /proc/loadavg and /proc/uptime: https://man7.org/linux/man-pages/man5/proc_loadavg.5.html */
function linuxLoad(text: string): Pick<Host, 'load' | 'uptimeMs'> {
  const [, one, five, fifteen, seconds] =
    /^([\d.]+) ([\d.]+) ([\d.]+) [^\n]*\n([\d.]+) /.exec(text) ?? [];
  if (seconds === undefined) return {};
  return { load: [Number(one), Number(five), Number(fifteen)], uptimeMs: Number(seconds) * 1000 };
}

/** `{ 1.50 1.60 1.70 }`, with the commas of some languages, and `{ sec = 1700000000, usec = 0 } Tue …`: sysctl(8) */
export function macLoad(text: string, now = Date.now()): Pick<Host, 'load' | 'uptimeMs'> {
  const [, one, five, fifteen] = /^\{ ([\d.,]+) ([\d.,]+) ([\d.,]+) \}/m.exec(text) ?? [];
  const began = /\bsec = (\d+)/.exec(text)?.[1];
  const figure = (word = '') => Number(word.replace(',', '.'));
  return {
    ...(one !== undefined && { load: [figure(one), figure(five), figure(fifteen)] }),
    ...(began !== undefined && { uptimeMs: Math.max(0, now - Number(began) * 1000) }),
  };
}

export function uuidIn(text: string): string | undefined {
  return /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/i.exec(text)?.[0].toLowerCase();
}
