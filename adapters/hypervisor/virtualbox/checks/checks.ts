import { type About, failed } from '../../../../src/checks.ts';
import { BotError } from '../../../../src/errors.ts';
import type { Check, Checks } from '../../../../src/hypervisor/checks.ts';
import type { Client } from '../client.ts';
import type { Config } from '../config.ts';
import { refusal } from '../errors.ts';
import { readDriver } from '../host-facts.ts';
import type { HostName } from '../host-name.ts';
import { parseList } from '../list.ts';
import { parseVersion } from '../version.ts';
import { checkWindows } from './hyper-v.ts';
import { checkKvm } from './kvm.ts';
import { checkLanguage } from './language.ts';
import { readVitals } from './vitals.ts';

/** Milliseconds for one question: the first one starts VBoxSVC. */
const LIMIT = 15_000;

export interface ChecksParts {
  readonly client: Client;
  readonly ssh: Config['ssh'];
  readonly hostName: HostName;
}

/** From the way to the host inwards; what lies behind a door that is shut is not looked at. */
export function createChecks({ client, ssh, hostName }: ChecksParts): Checks {
  return {
    vitals: (signal) => readVitals(client, hostName, signal),
    async run(signal) {
      signal.throwIfAborted();
      const door = ssh ? await checkSsh(client, ssh, signal) : undefined;
      if (door?.state === 'failed') return [door];
      return [...(door ? [door] : []), ...(await checkInside(client, signal))];
    },
  };
}

const ssh: About = { code: 'ssh-refused', subject: 'ssh' };
const itself: About = { code: 'site-silent', subject: 'VirtualBox' };

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
      if (exitCode !== 0) return failed(ssh, refusal(stderr));
    }
    const who = `${user ? `${user}@` : ''}${host}`;
    return { ...ssh, state: 'ok', says: `${who} lets us in; it runs ${names[os]}` };
  } catch (error) {
    return failedUnless(signal, ssh, error);
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
      { ...itself, state: 'ok', says: `it answers, with ${count} machines` },
      checkVersion(version),
      ...(await checkLanguage(client, signal)),
      ...(os === 'linux'
        ? [
            checkDriver(said, await readDriver(client, signal)),
            ...(await checkKvm(client, version, signal)),
          ]
        : []),
      ...(os === 'windows' ? await checkWindows(client, signal) : []),
    ];
  } catch (error) {
    return [failedUnless(signal, itself, error)];
  }
}

/** 7.0 is the oldest whose answers are known to be read right: its options have the names that are used here. */
const OLDEST = 7;

function checkVersion(version: string | undefined): Check {
  const code = 'version-old';
  const subject = 'version';
  if (version === undefined)
    return { code, subject, state: 'unknown', says: 'it does not tell its version' };
  if (Number(version.split('.', 1)[0]) >= OLDEST)
    return { code, subject, state: 'ok', says: version };
  return {
    code,
    subject,
    state: 'warning',
    says: `${version} is older than the bot knows`,
    hint: `Upgrade to VirtualBox ${OLDEST} or newer.`,
  };
}

/** Its device is not there; or Debian's wrapper says so before every answer. */
function checkDriver(said: string, driver: string | undefined): Check {
  const code = 'driver-missing';
  const subject = 'driver';
  if (driver !== 'absent' && !/vboxdrv does not exist|kernel module is not loaded/i.test(said)) {
    return {
      code,
      subject,
      state: 'ok',
      says: driver === 'loaded' ? 'vboxdrv is loaded' : 'nothing is said against the kernel driver',
    };
  }
  return {
    code,
    subject,
    state: 'warning',
    says: 'the kernel driver vboxdrv is not loaded, so machines start in its slow driverless mode, or not at all',
    hint: 'Install virtualbox-dkms with the headers of the running kernel, or run /sbin/vboxconfig.',
  };
}

function failedUnless(signal: AbortSignal, about: About, error: unknown): Check {
  signal.throwIfAborted();
  if (error instanceof BotError) return failed(about, error);
  throw error;
}
