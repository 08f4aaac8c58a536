import { expect, test } from 'vitest';
import { BotError } from '../src/errors.ts';
import { exec, open } from '../src/exec.ts';
import { gone, runs } from './fixtures/processes.ts';

const never = new AbortController().signal;
const family = 'sleep 300 & echo $!; sh -c "sleep 300 & echo \\$!; wait" & echo $!; wait';

interface Watched {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  seen?(pids: readonly number[]): void;
}

async function pidsOf({ seen, ...options }: Watched, script = family) {
  const pids: number[] = [];
  const error = await exec('sh', ['-c', script], {
    ...options,
    onLine(line) {
      pids.push(Number(line));
      seen?.(pids);
    },
  }).catch((thrown: unknown) => thrown);
  return { pids, error };
}

/** What becomes of it at the first deadline by which all of it had begun: a busy computer takes its time. */
async function atDeadline(script: string, count: number) {
  for (let timeoutMs = 400; ; timeoutMs *= 4) {
    const ended = await pidsOf({ signal: never, timeoutMs }, script);
    if (ended.pids.length === count || timeoutMs > 10_000) return ended;
  }
}

test('at the deadline the whole tree is killed', async () => {
  const { pids, error } = await atDeadline(family, 3);
  expect(error).toMatchObject({ code: 'timeout', message: 'sh did not answer in time' });
  expect(pids).toHaveLength(3);
  for (const pid of pids) await gone(pid);
});

test('an abort kills the whole tree and its reason is what is thrown', async () => {
  const control = new AbortController();
  const reason = new BotError('cancelled', 'somebody stopped it');
  const { pids, error } = await pidsOf({
    signal: control.signal,
    timeoutMs: 60_000,
    seen: ({ length }) => length === 3 && control.abort(reason),
  });
  expect(error).toBe(reason);
  expect(pids).toHaveLength(3);
  for (const pid of pids) await gone(pid);
});

test('an aborted signal starts nothing', async () => {
  const reason = new Error('too late');
  const { pids, error } = await pidsOf({ signal: AbortSignal.abort(reason), timeoutMs: 1_000 });
  expect(error).toBe(reason);
  expect(pids).toEqual([]);
});

test('what is left of a process that has ended is killed at the deadline too', async () => {
  const { pids, error } = await atDeadline('sleep 300 & echo $!; exit 0', 1);
  expect(error).toMatchObject({ code: 'timeout' });
  expect(pids).toHaveLength(1);
  for (const pid of pids) await gone(pid);
});

test('a descendant in a session of its own does not hold up the deadline', async () => {
  const { pids, error } = await atDeadline('setsid sh -c "echo \\$\\$; exec sleep 60" & wait', 1);
  expect(error).toMatchObject({ code: 'timeout' });
  const [pid = 0] = pids;
  expect(runs(pid)).toBe(true);
  process.kill(pid, 'SIGKILL');
});

test('a reader that throws ends the process, and its error is the one thrown', async () => {
  let pid = 0;
  const refusal = new Error('not a line of mine');
  const running = exec('sh', ['-c', 'echo $$; sleep 300'], {
    signal: never,
    timeoutMs: 60_000,
    onLine(line) {
      pid = Number(line);
      throw refusal;
    },
  });
  await expect(running).rejects.toBe(refusal);
  await gone(pid);
});

test('a process that stays answers on its streams until it is killed, its children too', async () => {
  const child = open('sh', ['-c', 'sleep 300 & echo $!; cat; sleep 300']);
  child.stdin.write('asked\n');
  let heard = '';
  child.stdout.on('data', (chunk: string) => {
    heard += chunk;
  });
  await expect.poll(() => heard).toMatch(/^\d+\nasked\n$/);
  child.kill();
  expect(await child.ended).toEqual({ exitCode: undefined, missing: false });
  await gone(Number.parseInt(heard, 10));
});

test('a process that stays and ends tells its exit; a missing one says so', async () => {
  const child = open('sh', ['-c', 'read word; exit "$word"']);
  child.stdin.end('7\n');
  expect(await child.ended).toEqual({ exitCode: 7, missing: false });
  child.kill();
  expect(await open('nakhoda-no-such-program', []).ended).toEqual({
    exitCode: undefined,
    missing: true,
  });
});

test('a process that stays sees its own variables and none of ours', async () => {
  process.env['NAKHODA_TEST_SECRET'] = 'hunter2-hunter2';
  const child = open('env', [], { EXTRA: 'yes' });
  let heard = '';
  child.stdout.on('data', (chunk: string) => {
    heard += chunk;
  });
  await child.ended;
  delete process.env['NAKHODA_TEST_SECRET'];
  expect(heard).toContain('EXTRA=yes');
  expect(heard).toContain('LC_ALL=C');
  expect(heard).not.toContain('hunter2');
});
