import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { exec } from '../../src/exec.ts';
import { follow, type Job, jobState, launch, stopJob } from '../../src/host/job.ts';
import type { ScriptHost } from '../../src/host/script.ts';
import { memoryTask } from '../contracts/task.ts';
import { runs } from '../fixtures/processes.ts';

const { signal } = new AbortController();
const host: ScriptHost = { run: ([file = '', ...args], options) => exec(file, args, options) };
let job: Job;

beforeEach(async () => {
  job = { directory: await mkdtemp(join(tmpdir(), 'nakhoda job-')), name: 'work' };
});
afterEach(async () => {
  await stopJob(host, job);
  await rm(job.directory, { recursive: true });
});

const start = (script: string, ...args: string[]) =>
  launch(host, job, { script: [script, ...args], options: { signal } });
const state = () => jobState(host, job, signal);
const process = async () =>
  Number.parseInt(await readFile(join(job.directory, '.job-work/pid'), 'utf8'), 10);

describe('a job on the host', () => {
  it('gives what it wrote, and takes any text as its arguments', async () => {
    const odd = `it's "so" $(reboot)\n--all`;
    await start('printf "%s|" "$@"', odd, 'é');
    expect(await follow(host, { job, task: memoryTask() })).toBe(`${odd}|é|`);
  });

  it('runs once, however often it is launched', async () => {
    const script = 'echo once >>"$1/runs"; sleep 0.3';
    await Promise.all([1, 2, 3].map(() => start(script, job.directory)));
    await follow(host, { job, task: memoryTask() });
    await start(script, job.directory);
    await follow(host, { job, task: memoryTask() });
    expect(await readFile(join(job.directory, 'runs'), 'utf8')).toBe('once\n');
  });

  it('that fails says why', async () => {
    await start('echo "qemu-img: x: No space left on device" >&2; exit 3');
    await expect(follow(host, { job, task: memoryTask() })).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('full'),
    });
  });

  it('for a program that is not there names its package', async () => {
    await start('qemu-img-of-nowhere');
    await expect(follow(host, { job, task: memoryTask() })).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('qemu-img-of-nowhere is not installed'),
    });
  });

  it('that nobody launched is none', async () => {
    expect(await state()).toEqual({ is: 'none' });
  });

  it('runs on when whoever launched it is gone, and says how far it reads', async () => {
    await start('echo "item 0"; sleep 30 <"$1" & echo "pid $!"; wait $!', '/etc/hostname');
    await expect.poll(state).toMatchObject({ is: 'running', position: 0 });
    expect(await state()).toMatchObject({ out: expect.stringContaining('item 0') });
  });

  it('asked in its first moment, before it opened its output, is running and said nothing', async () => {
    await start('sleep 30');
    await rm(join(job.directory, '.job-work/out'), { force: true });
    expect(await state()).toMatchObject({ is: 'running', out: '' });
  });

  /** A host that has this in the place of one of its programs. */
  async function hostWith(program: string, script: string): Promise<ScriptHost> {
    const bin = await mkdtemp(join(tmpdir(), 'nakhoda-bin-'));
    onTestFinished(() => rm(bin, { recursive: true }));
    await writeFile(join(bin, program), `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
    await chmod(join(bin, program), 0o755);
    return {
      run: (words, options) => host.run(['env', `PATH=${bin}:/usr/bin:/bin`, ...words], options),
    };
  }

  it('is waited for where the host is slow to begin it', async () => {
    const slow = await hostWith('setsid', 'sleep 2; exec setsid "$@"');
    await launch(slow, job, { script: ['echo slow'], options: { signal } });
    expect(await follow(host, { job, task: memoryTask() })).toBe('slow\n');
  });

  it('that has begun and is not known yet is no lost one for a while, and is ended too', async () => {
    await start('sleep 30');
    const folder = join(job.directory, '.job-work');
    const pid = await process();
    const unknownFor = async (looks: number) => {
      await rm(join(folder, 'looks'), { force: true });
      await rename(join(folder, 'pid'), join(folder, 'late'));
      const count = `echo >>looks; [ "$(wc -l <looks)" -lt ${looks} ] || mv late pid`;
      return hostWith('sleep', `cd '${folder}'; [ ! -e pid ] || exec sleep "$@"; ${count}`);
    };
    expect(await jobState(await unknownFor(20), job, signal)).toMatchObject({ is: 'running' });
    await stopJob(await unknownFor(20), job);
    expect(runs(pid)).toBe(false);
  });

  it('that was killed is lost, and not taken for a later process of its number', async () => {
    await start('sleep 30');
    await expect.poll(async () => (await state()).is).toBe('running');
    globalThis.process.kill(-(await process()), 'SIGKILL');
    await expect.poll(state).toEqual({ is: 'lost' });
  });

  it('ends with its children when its task is cancelled', async () => {
    await start('sleep 30; echo too far');
    const task = memoryTask();
    const following = follow(host, { job, task, seen: () => task.stop('cancelled') });
    await expect(following).rejects.toMatchObject({ code: 'cancelled' });
    expect(await state()).toEqual({ is: 'lost' });
  });

  it('that is ended has ended when all of it has, whatever of it does not hear', async () => {
    const script = `sh -c 'trap "" TERM; echo $$ >"$1/deaf.new"; mv "$1/deaf.new" "$1/deaf"; while :; do sleep 0.1; done' sh "$1"`;
    await start(script, job.directory);
    const deaf = () => readFile(join(job.directory, 'deaf'), 'utf8').catch(() => '');
    await expect.poll(deaf).not.toBe('');
    await stopJob(await hostWith('sleep', 'exec sleep 0.01'), job);
    expect(runs(Number(await deaf()))).toBe(false);
  });

  it('goes on when its task is handed over', async () => {
    await start('sleep 30');
    const task = memoryTask();
    const following = follow(host, { job, task, seen: () => task.stop('handover') });
    await expect(following).rejects.toMatchObject({ reason: 'handover' });
    expect((await state()).is).toBe('running');
  });
});
