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
  /** Where its files lie, in a folder of its name; VirtualBox's usual place when absent. */
  readonly folder?: string | undefined;
}

/** What a machine needs to start without a kernel driver, and quickly: a NAT card, no audio, no firmware logo. */
const settings = [
  ...['--memory', '4', '--vram', '4', '--nic1', 'nat', '--audio-enabled', 'off'],
  ...['--vm-execution-engine', 'interpreter', '--firmware-boot-menu', 'disabled'],
  ...['--firmware-logo-fade-in', 'off', '--firmware-logo-fade-out', 'off'],
  ...['--firmware-logo-display-time', '0'],
];

/** Sees to it that a machine with VirtualBox's usual settings, as the bot makes them, starts without a kernel driver. */
export async function letNewMachinesStart(
  host: Pick<BoxHost, 'directory'>,
  signal: AbortSignal,
): Promise<void> {
  for (const [key, value] of [
    ['VBoxInternal/HM/FallbackToNEM', '0'],
    ['VBoxInternal/HM/FallbackToIEM', '1'],
  ] as const) {
    await manage(host, ['setextradata', 'global', key, value], { signal });
  }
}

/** Defines a stopped machine with a disk of its own; gives its UUID, which is safe in any command. */
export async function defineBoxMachine(
  host: Pick<BoxHost, 'directory'>,
  { name, kind = 'idle', folder }: BoxMachineSpec,
  signal: AbortSignal,
): Promise<string> {
  const vbox = (...args: string[]) => manage(host, args, { signal });
  const raw = join(host.directory, 'tmp', `${randomUUID()}.raw`);
  await writeFile(raw, guestDisk(kind));
  const place = folder === undefined ? [] : [`--basefolder=${folder}`];
  const said = await vbox('createvm', `--name=${name}`, ...place, '--ostype=Other', '--register');
  const uuid = /^UUID: ([\da-f-]{36})$/m.exec(said)?.[1];
  if (uuid === undefined) throw new BotError('failed', `VirtualBox made no machine: ${said}`);
  const disk = join(host.directory, 'home', `${uuid}.vdi`);
  await vbox('convertfromraw', raw, disk, '--format', 'VDI');
  await vbox('modifyvm', uuid, ...settings);
  await vbox('storagectl', uuid, '--name', 'IDE', '--add', 'ide');
  const plug = ['--storagectl', 'IDE', '--port', '0', '--device', '0', '--type', 'hdd'];
  await vbox('storageattach', uuid, ...plug, '--medium', disk);
  return uuid;
}

/** Starts a machine and waits until its guest has booted. */
export async function startBoxMachine(
  host: Pick<BoxHost, 'directory'>,
  uuid: string,
  signal: AbortSignal,
): Promise<void> {
  await manage(host, ['startvm', uuid, '--type', 'headless'], { signal });
  await waitForBoot(host, uuid, { signal, timeoutMs: BOOT_LIMIT });
}

/** Milliseconds for a boot; it takes a tenth of a second. */
const BOOT_LIMIT = 90_000;
/** Milliseconds after which a guest that has not booted hangs; on a busy computer a boot takes seconds. */
const HANGS = 10_000;

/** Waits until the guest of a machine that is on has booted; one that woke had done so before it slept. */
async function waitForBoot(
  host: Pick<BoxHost, 'directory'>,
  uuid: string,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<void> {
  // Two clients that start at once may hold each other up for ten seconds: that is no hanging guest.
  const { signal } = options;
  const info = await manage(host, ['showvminfo', uuid, '--machinereadable'], { signal });
  const logs = /^LogFldr="(.*)"$/m.exec(info)?.[1] ?? '';
  // At each start it gets another name before there is a new one.
  const log = () => readFile(join(logs, 'VBox.log'), 'utf8').catch(() => '');
  const hasBooted = async () => isBooted(await log());
  await until(async () => ((await hasBooted()) ? true : undefined), {
    ...options,
    what: `the guest of ${uuid} does not boot`,
  });
}

/**
 * Sees to it that the guest of a machine that is on hears. After a reset the firmware hangs now and then in driverless
 * mode (a machine that has slept or run for some minutes), which is none of the bot's doing: then it is started anew.
 */
export async function ensureBooted(
  host: Pick<BoxHost, 'directory'>,
  uuid: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await waitForBoot(host, uuid, { signal, timeoutMs: HANGS });
  } catch (error) {
    if (!(error instanceof BotError) || error.code !== 'timeout') throw error;
    await manage(host, ['controlvm', uuid, 'poweroff'], { signal }).catch(() => undefined);
    const start = () =>
      manage(host, ['startvm', uuid, '--type', 'headless'], { signal }).catch(() => undefined);
    const what = `${uuid} does not start again`;
    await until(start, { signal, timeoutMs: BOOT_LIMIT, what });
    await waitForBoot(host, uuid, { signal, timeoutMs: BOOT_LIMIT });
  }
}

/** From the last reset on. The firmware says when it hands over to the boot sector. */
function isBooted(log: string): boolean {
  const reset = log.lastIndexOf("'RESETTING' to 'RUNNING'");
  const since = log.slice(Math.max(reset, 0));
  return since.includes('Booting from Hard Disk') || since.includes("'LOADING' to 'SUSPENDED'");
}
