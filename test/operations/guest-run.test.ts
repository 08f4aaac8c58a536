import { expect, it } from 'vitest';
import { BotError } from '../../src/errors.ts';
import type { GuestChannel } from '../../src/hypervisor/guest.ts';
import { guestRun, runOperation } from '../../src/operations/guest-run.ts';
import { textOf } from '../commands/bench.ts';
import { memoryTask } from '../contracts/task.ts';
import { guest, machine, pretend } from '../doubles/hypervisor.ts';
import { contextOf, runStored } from './context.ts';

const e1 = machine('e1');
const fine = { exitCode: 0, stdout: 'hello\n', stderr: '', truncated: false };

function lab(works: Partial<GuestChannel>, timeoutMs = 5_000) {
  const started: (readonly string[])[] = [];
  const site = pretend({
    guest: guest({
      async start(_machine, argv) {
        started.push(argv);
        return { pid: 42 };
      },
      ...works,
    }),
  });
  site.machines = [e1];
  const resolved = { machine: e1, hypervisor: site.hypervisor, label: 'e1' };
  const { input, title } = runOperation(resolved, ['echo', 'a b', '--yes'], timeoutMs);
  const run = (task = memoryTask()) => runStored(guestRun, input, contextOf(site, task));
  return { started, run, title };
}

it('the argv arrives as it is, and a title shows it as a shell would take it', async () => {
  const { started, run, title } = lab({ wait: async () => fine });
  const { state, card } = await run();
  expect(state).toBe('done');
  expect(started).toEqual([['echo', 'a b', '--yes']]);
  expect(title).toBe("Run echo 'a b' --yes on e1");
  expect(card.title).toBe("echo 'a b' --yes on e1: exit 0");
});

it('standard error is told apart, and output that was cut short is said to be', async () => {
  const { run } = lab({
    wait: async () => ({ exitCode: 2, stdout: 'out', stderr: 'err', truncated: true }),
  });
  const { state, card } = await run();
  expect(state).toBe('failed');
  expect(textOf(card)).toMatch(/out\nStandard error:\nerr\nThere was more/);
});

it('a process that a signal ended is failed, with the signal', async () => {
  const { run } = lab({
    wait: async () => ({ signal: 9, stdout: '', stderr: '', truncated: false }),
  });
  const { state, card } = await run();
  expect(state).toBe('failed');
  expect(card.title).toContain('ended by signal 9');
});

it('a lost answer to the start is unknown, and nothing is started again', async () => {
  const { started, run } = lab({
    start: () => Promise.reject(new BotError('timeout', 'the agent did not answer')),
  });
  await expect(run()).rejects.toMatchObject({ code: 'undecided' });
  expect(started).toEqual([]);
});

it('after a restart the same process is followed on', async () => {
  const first = memoryTask();
  const waiting = lab({
    wait: () => {
      first.stop('handover');
      return Promise.reject(first.signal.reason);
    },
  });
  await expect(waiting.run(first)).rejects.toMatchObject({ reason: 'handover' });
  const { started, run } = lab({
    wait: async (_machine, { pid }) => ({ ...fine, stdout: `${pid}` }),
  });
  const { card } = await run(memoryTask({ records: first.records }));
  expect(started).toEqual([]);
  expect(textOf(card)).toContain('42');
});

it('a site that is silent for a while is asked again', async () => {
  let asked = 0;
  const { run } = lab({
    async wait() {
      asked += 1;
      if (asked === 1) throw new BotError('unreachable', 'connection refused');
      return fine;
    },
  });
  expect((await run()).state).toBe('done');
  expect(asked).toBe(2);
});

it('a process that runs longer than it may is failed, and said to run on', async () => {
  const { run } = lab({ wait: () => Promise.reject(new BotError('timeout', 'still running')) }, 0);
  await expect(run()).rejects.toMatchObject({
    code: 'failed',
    message: 'The command still runs on e1 after 0 s, as process 42',
    hint: expect.stringContaining('guest run e1 kill 42'),
  });
});

it('a cancel leaves the process alone and says so', async () => {
  const task = memoryTask();
  const { run } = lab({
    wait: () => {
      task.stop('cancelled');
      return Promise.reject(task.signal.reason);
    },
  });
  await expect(run(task)).rejects.toMatchObject({
    code: 'cancelled',
    message: 'Cancelled, but the command may still run on e1 as process 42',
  });
});

it('a guest that no longer knows the process leaves the outcome to a person', async () => {
  const { run } = lab({
    wait: () => Promise.reject(new BotError('undecided', 'the guest has restarted')),
  });
  await expect(run()).rejects.toMatchObject({ code: 'undecided' });
});
