import type { MachineState } from '../../../src/hypervisor.ts';

interface State {
  readonly state: MachineState;
  /** What it adds to that, for people. */
  readonly reason?: string;
  /** True while VirtualBox is at work on it: another state follows by itself. */
  readonly passing?: true;
  /** True while a process runs it. */
  readonly active?: true;
}

const passing = true;
const active = true;

/** VBoxManage's words for a machine's state: machineStateToName() in VBoxManageInfo.cpp. */
const states: Readonly<Record<string, State>> = {
  poweroff: { state: 'stopped' },
  saved: { state: 'hibernated' },
  teleported: { state: 'stopped', reason: 'it was teleported to another host' },
  aborted: { state: 'crashed', reason: 'its process ended by itself' },
  'aborted-saved': { state: 'hibernated', reason: 'its process ended while it woke' },
  running: { state: 'running', active },
  paused: { state: 'paused', active },
  gurumeditation: { state: 'crashed', reason: 'guru meditation: its virtual CPU is stuck', active },
  starting: { state: 'running', reason: 'starting', active, passing },
  stopping: { state: 'stopping', active, passing },
  saving: { state: 'stopping', reason: 'saving its memory', active, passing },
  restoring: { state: 'running', reason: 'waking', active, passing },
  teleporting: { state: 'running', reason: 'being teleported', active, passing },
  teleportingpausedvm: { state: 'paused', reason: 'being teleported', active, passing },
  teleportingin: { state: 'running', reason: 'being teleported', active, passing },
  livesnapshotting: { state: 'running', reason: 'taking a snapshot', active, passing },
  onlinesnapshotting: { state: 'running', reason: 'taking a snapshot', active, passing },
  deletingsnapshotlive: { state: 'running', reason: 'deleting a snapshot', active, passing },
  deletingsnapshotlivepaused: { state: 'paused', reason: 'deleting a snapshot', active, passing },
  restoringsnapshot: { state: 'stopped', reason: 'being rolled back', passing },
  deletingsnapshot: { state: 'stopped', reason: 'deleting a snapshot', passing },
  snapshotting: { state: 'stopped', reason: 'taking a snapshot', passing },
  settingup: { state: 'stopped', reason: 'being set up', passing },
};

export function stateOf(word: string | undefined): State {
  return states[word ?? ''] ?? { state: 'unknown', ...(word && { reason: word }) };
}
