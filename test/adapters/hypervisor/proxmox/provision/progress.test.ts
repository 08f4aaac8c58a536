import { describe, expect, it } from 'vitest';
import { copyProgress } from '../../../../../adapters/hypervisor/proxmox/provision/progress.ts';
import { recordedLog } from '../recorded-log.ts';

describe('the log of a clone', () => {
  it('says how much is copied', () => {
    const lines = recordedLog('clone');
    expect(copyProgress(1, 'copying')(lines.slice(0, 4))).toBeUndefined();
    expect(copyProgress(1, 'copying')(lines)).toEqual({
      fraction: 1,
      note: 'copying: 3.0 GiB of 3.0 GiB',
    });
  });

  it('of two disks is half way when the first is there', () => {
    const lines = recordedLog('clone');
    const second = 'create full clone of drive scsi1 (local:101/vm-101-disk-1.qcow2)';
    expect(copyProgress(2, 'copying')(lines)).toMatchObject({ fraction: 0.5 });
    const half = [...lines, second, 'transferred 1.5 GiB of 3.0 GiB (50.00%)'];
    expect(copyProgress(2, 'copying')(half)).toEqual({
      fraction: 0.75,
      note: 'copying: disk 2 of 2, 1.5 GiB of 3.0 GiB',
    });
  });
});
