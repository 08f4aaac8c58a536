import { describe, expect, it } from 'vitest';
import {
  restoreProgress,
  vzdumpProgress,
} from '../../../../../adapters/hypervisor/proxmox/backups/progress.ts';
import { jobErrors } from '../../../../../adapters/hypervisor/proxmox/tasks/job-errors.ts';
import { recordedLog } from '../recorded-log.ts';

describe('the log of vzdump', () => {
  it('says how far a VM is copied, and nothing of it before', () => {
    const lines = recordedLog('vzdump_running_vm');
    const at = lines.findIndex((line) => line.includes('100%'));
    expect(vzdumpProgress(lines.slice(0, at))).toBeUndefined();
    expect(vzdumpProgress(lines)).toEqual({ fraction: 1, note: 'copying: 3.0 GiB of 3.0 GiB' });
  });

  it('of a container says nothing until it is over', () => {
    expect(vzdumpProgress(recordedLog('lxc_vzdump_stopped'))).toBeUndefined();
  });

  it('says why the one guest of a job failed', () => {
    expect(jobErrors(recordedLog('vzdump_missing_vm'))).toBe("unable to find VM '999'");
  });

  it('of several guests says which failed and why, and which are backed up', () => {
    const lines = [
      ...recordedLog('vzdump_running_vm').filter((line) => line.startsWith('INFO: Finished')),
      ...recordedLog('vzdump_missing_vm'),
    ];
    expect(jobErrors(lines)).toBe("999 was not backed up: unable to find VM '999'; backed up: 101");
  });
});

describe('the log of a restore', () => {
  it('says how much is read', () => {
    const lines = recordedLog('restore_new');
    const half = lines.findIndex((line) => line.startsWith('progress 53%'));
    expect(restoreProgress(lines.slice(0, half + 1))).toEqual({
      fraction: 0.53,
      note: 'restoring: 1.6 GiB read',
    });
    expect(restoreProgress(lines)).toMatchObject({ fraction: 1 });
  });
});
