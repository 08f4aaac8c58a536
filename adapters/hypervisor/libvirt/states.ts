import type { MachineState } from '../../../src/hypervisor.ts';

/** virDomainState: https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainState */
const states: Readonly<Record<string, MachineState>> = {
  1: 'running',
  // "blocked on a resource": its CPUs idle, it runs.
  2: 'running',
  3: 'paused',
  4: 'stopping',
  5: 'stopped',
  6: 'crashed',
  7: 'paused',
};

export function machineState(state: string | undefined): MachineState {
  return states[state ?? ''] ?? 'unknown';
}

/** The virDomain*Reason values that tell a person something the state alone does not. */
const reasons: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  1: { 8: 'post-copy migration failed' },
  3: {
    2: 'migrating',
    3: 'saving',
    4: 'dumping',
    5: 'I/O error',
    6: 'watchdog',
    7: 'from a snapshot',
    8: 'shutting down',
    9: 'taking a snapshot',
    10: 'crashed',
    11: 'starting',
    12: 'post-copy migration',
    13: 'post-copy migration failed',
    14: 'API error',
  },
  5: {
    3: 'crashed',
    4: 'migrated',
    6: 'failed to start',
    8: 'libvirt stopped it when it came back',
  },
  6: { 1: 'kernel panic' },
  7: { 0: 'suspended by the guest' },
};

/** `paused (I/O error)`, or nothing where the state says it all. */
export function stateReason(state: string | undefined, reason: string | undefined) {
  const why = reasons[state ?? '']?.[reason ?? ''];
  return why === undefined ? undefined : `${machineState(state)} (${why})`;
}

/** VIR_DOMAIN_SHUTOFF_SHUTDOWN of a domain that is off; a libvirtd that was started anew does not know any more. */
export function endedInOrder(
  state: string | undefined,
  reason: string | undefined,
): boolean | undefined {
  if (state !== '5' || reason === undefined || reason === '0') return undefined;
  return reason === '1';
}
