import { describe, expect, it } from 'vitest';
import { parseBackupJob } from '../../../../../adapters/hypervisor/libvirt/backups/backup-job.ts';
import { parseSizes } from '../../../../../adapters/hypervisor/libvirt/storage/disk-sizes.ts';
import { recorded } from '../recorded.ts';

const [running = '', idle = '', done = '', cancelled = '', full = '', sizes = ''] = recorded(
  'backup-jobs.txt',
)
  .split(/^\$.*$/m)
  .slice(1)
  .map((said) => said.replace(/^ {2}O\| /gm, ''));

describe('a job of a machine, as libvirt tells it', () => {
  it('says how much is copied while it runs, whatever ended before', () => {
    const job = { is: 'running', done: 221_249_536, total: 1_048_576_000, elapsed: 587 };
    expect(parseBackupJob(running, done)).toEqual(job);
    expect(parseBackupJob(running, '')).toEqual(job);
  });

  it('is done when libvirt says completed', () => {
    expect(parseBackupJob(idle, done)).toEqual({
      is: 'done',
      total: 1_048_576_000,
      elapsed: 438,
    });
  });

  it('that failed says why in the words of QEMU', () => {
    expect(parseBackupJob(idle, full)).toEqual({ is: 'failed', why: 'No space left on device' });
    expect(parseBackupJob(idle, cancelled)).toEqual({
      is: 'failed',
      why: 'somebody else cancelled it',
    });
  });

  it('of another kind, or no job at all, is none', () => {
    expect(parseBackupJob(idle, idle)).toEqual({ is: 'none' });
    expect(parseBackupJob(idle, done.replace('operation: 9', 'operation: 6'))).toEqual({
      is: 'none',
    });
    expect(parseBackupJob(running.replace('operation: 9', 'operation: 6'), idle)).toEqual({
      is: 'none',
    });
  });

  it('leaves a drive without a medium without a size', () => {
    const found = [...parseSizes(sizes)].map(([name, { capacityBytes }]) => [name, capacityBytes]);
    expect(found).toEqual([['vda', 1_048_576_000]]);
  });
});
