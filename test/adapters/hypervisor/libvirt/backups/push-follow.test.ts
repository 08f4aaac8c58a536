import { describe, expect, it } from 'vitest';
import { followPush } from '../../../../../adapters/hypervisor/libvirt/backups/push-follow.ts';
import type { Machine } from '../../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../../src/operation.ts';
import { toldClient } from '../told-client.ts';

const id = '11111111-2222-4333-8444-555555555555';
const machine: Machine = {
  site: 's',
  host: 'h',
  id,
  birth: id,
  name: 'web',
  kind: 'vm',
  state: 'running',
  tags: [],
};
const directory = '/backups/.partial-ours';
const task: TaskControl = {
  tag: 'ours',
  signal: new AbortController().signal,
  report: () => undefined,
  step: (_name, { do: act }) => act(),
};

interface Moment {
  readonly now?: string;
  readonly ended?: string;
  readonly into?: string;
}

const job = (type: number, elapsed: number) =>
  `Job type: ${type}\n\noperation: 9\ntime_elapsed: ${elapsed}\ndisk_total: 100\ndisk_processed: 50\n`;
const running = (elapsed: number, into = directory): Moment => ({ now: job(2, elapsed), into });
const done = (elapsed: number): Moment => ({ ended: job(3, elapsed) });

/** libvirt is asked at each of the moments, and stays at the last; the backup was asked for a minute ago. */
function follow(moments: readonly Moment[], doubtful = false) {
  let at = -1;
  const says = (line: string) => {
    if (line.startsWith('backup-dumpxml')) {
      const { into } = moments[at] ?? {};
      return into === undefined
        ? 'error: no domain backup job present'
        : `<domainbackup><target file='${into}/vda.qcow2'/></domainbackup>`;
    }
    if (line.includes('--completed')) return moments[at]?.ended ?? 'Job type: 0\n';
    at = Math.min(at + 1, moments.length - 1);
    return moments[at]?.now ?? 'Job type: 0\n';
  };
  const parts = { client: toldClient({ says }), machine, task, directory };
  return followPush({ ...parts, askedAt: Date.now() - 60_000 }, doubtful);
}

const lost = { code: 'failed', message: 'libvirt lost track of the backup of web' };

describe('a backup that libvirt makes', () => {
  it('is done when the job that was seen is', async () => {
    await follow([running(500), done(900)]);
    await follow([running(500), done(900)], true);
    // So quick that nobody saw it run.
    await follow([done(300)]);
  });

  it('is lost when a job that writes elsewhere runs in its place', async () => {
    await expect(follow([running(500), running(100, '/elsewhere')])).rejects.toMatchObject(lost);
  });

  it("is not done by another person's backup that ended after it", async () => {
    await expect(follow([running(5_000), done(900)])).rejects.toMatchObject(lost);
  });

  it("is not done by another person's backup that began before it", async () => {
    await expect(follow([done(3_600_000)])).rejects.toMatchObject(lost);
  });
});
