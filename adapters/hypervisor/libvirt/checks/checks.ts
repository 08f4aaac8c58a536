import type { About } from '../../../../src/checks.ts';
import { count } from '../../../../src/format.ts';
import type { Check, Checks } from '../../../../src/hypervisor/checks.ts';
import type { Client } from '../client.ts';
import type { Reach } from '../reach.ts';
import type { Shapes } from '../shapes.ts';
import type { Way } from '../way.ts';
import { type Ask, asked } from './ask.ts';
import { checkGroup } from './group.ts';
import { checkVersion } from './version.ts';
import { readVitals, usesKvm } from './vitals.ts';

/** Milliseconds for one question: libvirt asks every QEMU binary of its host the first time. */
const LIMIT = 15_000;

export interface ChecksParts {
  readonly way: Way;
  readonly reach: Reach;
  readonly client: Client;
  readonly shapes: Shapes;
}

/** From the way to the host inwards; what lies behind a door that is shut is not looked at. */
export function createChecks({ way, reach, client, shapes }: ChecksParts): Checks {
  const ask: Ask = (argv, signal) => reach.run(argv, { signal, timeoutMs: LIMIT });
  return {
    vitals: (signal) => readVitals({ client, reach }, signal),
    async run(signal) {
      const door = way.ssh ? await checkSsh(way.ssh, ask, signal) : undefined;
      if (door?.state === 'failed') return [door];
      const parts = { way, ask, virsh: reach.virsh, shapes, signal };
      return [...(door ? [door] : []), ...(await checkLibvirt(parts))];
    },
  };
}

const ssh: About = { code: 'ssh-refused', subject: 'ssh' };
const libvirt: About = { code: 'site-silent', subject: 'libvirt' };
const rights: About = { code: 'rights-missing', subject: 'rights' };

interface Parts {
  readonly way: Way;
  readonly ask: Ask;
  readonly virsh: Reach['virsh'];
  readonly shapes: Shapes;
  readonly signal: AbortSignal;
}

async function checkSsh(
  { host, user }: NonNullable<Way['ssh']>,
  ask: Ask,
  signal: AbortSignal,
): Promise<Check> {
  const where = user ? `${user}@${host}` : host;
  const answer = await asked(ssh, () => ask(['true'], signal));
  return 'state' in answer ? answer : { ...ssh, state: 'ok', says: `${where} lets us in` };
}

async function checkLibvirt(parts: Parts): Promise<Check[]> {
  const { way, ask, virsh, signal } = parts;
  const { uri, hasShell } = way;
  const version = await asked(libvirt, () => ask(virsh(['version', '--daemon']), signal));
  const shut = 'state' in version ? version : undefined;
  const group = hasShell ? [await checkGroup({ ask, uri, shut, signal })] : [noShell];
  if ('state' in version) return [version, ...group];
  const reached: Check = { ...libvirt, state: 'ok', says: `${uri} answers` };
  return [reached, ...group, checkVersion(version.stdout), ...(await checkRights(parts))];
}

/** The manual of libvirt's URIs: https://libvirt.org/uri.html */
const noShell: Check = {
  code: 'shell-missing',
  subject: 'shell',
  state: 'warning',
  says: 'this uri leads to libvirt alone: no program can be run on that host, so its load stays unknown',
  hint: 'Reach the host over ssh instead, and nothing is missing.',
};

/**
 * Asks what only a connection that may write is answered, and changes nothing: see the access control of
 * virConnectGetDomainCapabilities, https://libvirt.org/aclpolkit.html
 */
async function checkRights({ ask, virsh, shapes, signal }: Parts): Promise<Check[]> {
  const answer = await asked(rights, () => ask(virsh(['domcapabilities']), signal));
  if ('state' in answer) return [answer];
  const may: Check = { ...rights, state: 'ok', says: 'machines may be changed' };
  const about = { code: 'kvm-missing', subject: 'KVM' } as const;
  if (usesKvm(answer.stdout)) {
    return [may, { ...about, state: 'ok', says: 'libvirt offers it' }];
  }
  const stops = await needingKvm({ ask, virsh, shapes, signal });
  const start =
    stops.length > 0 ? `; ${count(stops.length, 'machine')} that want KVM do not start` : '';
  return [
    may,
    {
      ...about,
      state: 'warning',
      says: `there is no usable /dev/kvm, so machines are emulated, many times slower${start}`,
      hint: 'Switch virtualisation on in the firmware, or nested virtualisation where this is a machine itself.',
      stops,
    },
  ];
}

/** The ids of those whose definition says so. */
async function needingKvm({ ask, virsh, shapes, signal }: Omit<Parts, 'way'>) {
  const listed = await asked(rights, () => ask(virsh(['list', '--all', '--uuid']), signal));
  if ('state' in listed) return [];
  const ids = listed.stdout.split('\n').filter((line) => line !== '');
  const known = await shapes.of(ids, signal);
  return ids.filter((id) => known.get(id)?.needsKvm === true);
}
