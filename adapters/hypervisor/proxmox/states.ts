import type { MachineState } from '../../../src/hypervisor.ts';

/** What is known of how a guest stands: the list's word, QEMU's own where it was asked for, and the lock. */
export interface Standing {
  readonly status?: string | undefined;
  readonly qmpstatus?: string | undefined;
  readonly lock?: string | undefined;
  /** What the list does not have yet of a machine that was just made or changed. */
  readonly name?: string | undefined;
  readonly cpus?: number | undefined;
  readonly maxmem?: number | undefined;
}

interface State {
  readonly state: MachineState;
  readonly stateReason?: string | undefined;
}

/** QEMU's own states (RunState of its QMP reference); what is not here runs. */
const halted: Readonly<Record<string, State>> = {
  paused: { state: 'paused' },
  prelaunch: { state: 'paused', stateReason: 'not begun yet' },
  debug: { state: 'paused', stateReason: 'by a debugger' },
  'io-error': { state: 'paused', stateReason: 'I/O error' },
  watchdog: { state: 'paused', stateReason: 'by its watchdog' },
  'save-vm': { state: 'paused', stateReason: 'its memory is being saved' },
  'restore-vm': { state: 'paused', stateReason: 'its memory is being read' },
  inmigrate: { state: 'paused', stateReason: 'moving in' },
  'finish-migrate': { state: 'paused', stateReason: 'moving out' },
  postmigrate: { state: 'paused', stateReason: 'moved out' },
  colo: { state: 'paused', stateReason: 'colo' },
  'internal-error': { state: 'crashed', stateReason: 'QEMU stopped it' },
  'guest-panicked': { state: 'crashed', stateReason: 'its kernel panicked' },
  shutdown: { state: 'stopping', stateReason: 'its guest has ended' },
};

export function stateOf({ status, qmpstatus, lock }: Standing): State {
  switch (status) {
    case 'running':
      if (qmpstatus === 'suspended') return { state: 'running', stateReason: 'its guest sleeps' };
      return halted[qmpstatus ?? ''] ?? { state: 'running' };
    case 'stopped':
      return { state: lock === 'suspended' ? 'hibernated' : 'stopped' };
    case 'paused':
    case 'suspended':
    case 'frozen':
      return { state: 'paused' };
    default:
      return { state: 'unknown' };
  }
}

/** The lock as work that holds it; that of a hibernated VM is its state. */
export function lockOf({ status, lock }: Standing): string | undefined {
  return lock === '' || (lock === 'suspended' && status === 'stopped') ? undefined : lock;
}
