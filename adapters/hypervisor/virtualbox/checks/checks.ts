import { failed } from '../../../../src/checks.ts';
import { BotError } from '../../../../src/errors.ts';
import type { Check, Checks } from '../../../../src/hypervisor/checks.ts';
import type { Client } from '../client.ts';
import type { Config } from '../config.ts';
import { refusal } from '../errors.ts';
import { parseList } from '../list.ts';
import { parseVersion } from '../version.ts';
import { checkWindows } from './hyper-v.ts';
import { checkKvm } from './kvm.ts';
import { checkLanguage } from './language.ts';

/** Milliseconds for one question: the first one starts VBoxSVC. */
const LIMIT = 15_000;

/** From the way to the host inwards; what lies behind a door that is shut is not looked at. */
export function createChecks(client: Client, ssh: Config['ssh']): Checks {
  return {
    async run(signal) {
      signal.throwIfAborted();
      const door = ssh ? await checkSsh(client, ssh, signal) : undefined;
      if (door?.state === 'failed') return [door];
      return [...(door ? [door] : []), ...(await checkInside(client, signal))];
    },
  };
}

async function checkSsh(
  { reach }: Client,
  { host, user }: NonNullable<Config['ssh']>,
  signal: AbortSignal,
): Promise<Check> {
  try {
    const os = await reach.os(signal);
    if (os === 'windows') await reach.script('exit 0', [], signal);
    else {
      const { exitCode, stderr } = await reach.run(['true'], { signal, timeoutMs: LIMIT });
      if (exitCode !== 0) return failed('ssh', refusal(stderr));
    }
    const who = `${user ? `${user}@` : ''}${host}`;
    return { subject: 'ssh', state: 'ok', says: `${who} lets us in; it runs ${names[os]}` };
  } catch (error) {
    return failedUnless(signal, 'ssh', error);
  }
}

const names = { linux: 'Linux', macos: 'macOS', windows: 'Windows' } as const;

async function checkInside(client: Client, signal: AbortSignal): Promise<Check[]> {
  try {
    const asked = { signal, timeoutMs: LIMIT };
    const said = await client.ask(['--version'], asked);
    const machines = await client.ask(['list', 'vms'], asked);
    const version = parseVersion(said);
    const os = await client.reach.os(signal);
    const count = parseList(machines).length;
    return [
      { subject: 'VirtualBox', state: 'ok', says: `it answers, with ${count} machines` },
      checkVersion(version),
      ...(await checkLanguage(client, signal)),
      ...(os === 'linux' ? [checkDriver(said), ...(await checkKvm(client, version, signal))] : []),
      ...(os === 'windows' ? await checkWindows(client, signal) : []),
    ];
  } catch (error) {
    return [failedUnless(signal, 'VirtualBox', error)];
  }
}

/** 7.0 is the oldest whose answers are known to be read right: its options have the names that are used here. */
const OLDEST = 7;

function checkVersion(version: string | undefined): Check {
  const subject = 'version';
  if (version === undefined)
    return { subject, state: 'unknown', says: 'it does not tell its version' };
  if (Number(version.split('.', 1)[0]) >= OLDEST) return { subject, state: 'ok', says: version };
  return {
    subject,
    state: 'warning',
    says: `${version} is older than the bot knows`,
    hint: `Upgrade to VirtualBox ${OLDEST} or newer.`,
  };
}

/** Debian's wrapper says so before every answer. */
function checkDriver(said: string): Check {
  const subject = 'driver';
  if (!/vboxdrv does not exist|kernel module is not loaded/i.test(said)) {
    return { subject, state: 'ok', says: 'nothing is said against the kernel driver' };
  }
  return {
    subject,
    state: 'warning',
    says: 'the kernel driver vboxdrv is not loaded, so machines cannot be started',
    hint: 'Install virtualbox-dkms with the headers of the running kernel, or run /sbin/vboxconfig.',
  };
}

function failedUnless(signal: AbortSignal, subject: string, error: unknown): Check {
  signal.throwIfAborted();
  if (error instanceof BotError) return failed(subject, error);
  throw error;
}
