import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BotError } from '../../../src/errors.ts';
import { until } from '../run.ts';
import { type GuestKind, guestDisk } from './guest-disk.ts';
import { type BoxHost, manage } from './host.ts';

/** A small machine of the lab; it starts in VirtualBox's driverless mode, with its interpreter. */
export interface BoxMachineSpec {
  /** Any text VirtualBox takes: tests give their machines hostile names. */
  readonly name: string;
  readonly kind?: GuestKind | undefined;
}

/** What a machine needs to start without a kernel driver, and quickly: a NAT card, no audio, no firmware logo. */
const settings = [
  ...['--memory', '4', '--vram', '4', '--nic1', 'nat', '--audio-enabled', 'off'],
  ...['--vm-execution-engine', 'interpreter', '--firmware-boot-menu', 'disabled'],
  ...['--firmware-logo-fade-in', 'off', '--firmware-logo-fade-out', 'off'],
  ...['--firmware-logo-display-time', '0'],
];

/** Defines a stopped machine with a disk of its own; gives its UUID, which is safe in any command. */
export async function defineBoxMachine(
  host: Pick<BoxHost, 'directory'>,
  { name, kind = 'idle' }: BoxMachineSpec,
  signal: AbortSignal,
): Promise<string> {
  const vbox = (...args: string[]) => manage(host, args, { signal });
  const raw = join(host.directory, 'tmp', `${randomUUID()}.raw`);
  await writeFile(raw, guestDisk(kind));
  const said = await vbox('createvm', `--name=${name}`, '--ostype', 'Other', '--register');
  const uuid = /^UUID: ([\da-f-]{36})$/m.exec(said)?.[1];
  if (uuid === undefined) throw new BotError('failed', `VirtualBox made no machine: ${said}`);
  const disk = join(host.directory, 'home', `${uuid}.vdi`);
  await vbox('convertfromraw', raw, disk, '--format', 'VDI');
  const serial = ['--uart1', '0x3F8', '4', '--uartmode1', 'file', serialOf(host, uuid)];
  await vbox('modifyvm', uuid, ...settings, ...serial);
  await vbox('storagectl', uuid, '--name', 'IDE', '--add', 'ide');
  const plug = ['--storagectl', 'IDE', '--port', '0', '--device', '0', '--type', 'hdd'];
  await vbox('storageattach', uuid, ...plug, '--medium', disk);
  return uuid;
}

/** Starts a machine and waits for its guest's greeting. */
export async function startBoxMachine(
  host: Pick<BoxHost, 'directory'>,
  uuid: string,
  signal: AbortSignal,
): Promise<void> {
  await manage(host, ['startvm', uuid, '--type', 'headless'], { signal });
  await until(async () => ((await greeted(host, uuid)) ? true : undefined), {
    signal,
    timeoutMs: 30_000,
    what: `the guest of ${uuid} does not boot`,
  });
}

function serialOf({ directory }: Pick<BoxHost, 'directory'>, uuid: string): string {
  return join(directory, 'tmp', `${uuid}.serial`);
}

/** Only the guest writes there. It does not wait for its serial port, so letters of its greeting may be lost. */
async function greeted(host: Pick<BoxHost, 'directory'>, uuid: string): Promise<boolean> {
  const text = await readFile(serialOf(host, uuid), 'latin1').catch(() => '');
  return text !== '';
}
