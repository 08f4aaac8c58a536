import { describe, expect, test } from 'vitest';
import { BotError } from '../../src/errors.ts';
import { exec } from '../../src/exec.ts';
import { fileSystems, readGuest } from '../../src/guest/probe.ts';
import type { GuestChannel } from '../../src/hypervisor/guest.ts';
import type { Machine } from '../../src/hypervisor.ts';

const machine: Machine = {
  site: 'here',
  host: 'here',
  id: '1',
  birth: '1',
  name: 'e1',
  kind: 'vm',
  state: 'running',
  tags: [],
};
const { signal } = new AbortController();
const never = () => Promise.reject(new Error('not asked for'));

/** This very machine as a guest: argv runs as a real process. */
function localChannel(run: (argv: readonly string[]) => readonly string[]) {
  const calls: (readonly string[])[] = [];
  const channel: GuestChannel = {
    probe: never,
    read: never,
    write: never,
    addresses: never,
    setClock: never,
    start: (_machine, argv) => Promise.resolve({ pid: calls.push(argv) }),
    async wait(_machine, { pid }, options) {
      const [file = '', ...args] = run(calls[pid - 1] ?? []);
      const result = await exec(file, args, options);
      return { ...result, truncated: false };
    },
  };
  return { channel, calls };
}

describe.runIf(process.platform === 'linux')('this machine as a guest', () => {
  test('is read in one call', async () => {
    const { channel, calls } = localChannel((argv) => argv);
    const found = await readGuest(channel, machine, signal);
    expect(calls).toHaveLength(1);
    expect(found.memory?.total).toBeGreaterThan(64 * 1024 * 1024);
    expect(found.memory?.used).toBeGreaterThan(0);
    expect(found.cpus).toBeGreaterThan(0);
    expect(found.uptimeMs).toBeGreaterThan(0);
    expect(found.load).toHaveLength(3);
    const own = found.processes?.find(({ pid }) => pid === process.pid);
    expect(own).toMatchObject({ state: expect.stringMatching(/^[RSD]$/) });
    expect(own?.memoryBytes).toBeGreaterThan(1024 * 1024);
    expect(own?.cpuFraction).toBeGreaterThanOrEqual(0);
  });

  test('shows no trace of the question among its processes', async () => {
    const { channel } = localChannel((argv) => argv);
    const { processes = [] } = await readGuest(channel, machine, signal);
    expect(processes.filter(({ command }) => command.includes('section()'))).toEqual([]);
  });

  test('has file systems with sizes', async () => {
    const { channel, calls } = localChannel((argv) => argv);
    const found = await fileSystems(channel, machine, signal);
    expect(calls).toHaveLength(1);
    for (const { total, used } of found) expect(used).toBeLessThanOrEqual(total);
  });
});

test('a guest without /bin/sh is told to be no Linux', async () => {
  const { channel } = localChannel((argv) => argv);
  const windows: GuestChannel = {
    ...channel,
    start: () => Promise.reject(new BotError('not-found', 'no /bin/sh')),
  };
  await expect(readGuest(windows, machine, signal)).rejects.toMatchObject({
    code: 'unsupported',
    message: 'The guest of e1 does not answer like a Linux',
  });
  await expect(fileSystems(windows, machine, signal)).rejects.toMatchObject({
    code: 'unsupported',
  });
});

test('a guest that answers with something else is told to be no Linux', async () => {
  const { channel } = localChannel(() => ['echo', 'FreeBSD']);
  await expect(readGuest(channel, machine, signal)).rejects.toMatchObject({ code: 'unsupported' });
  await expect(fileSystems(channel, machine, signal)).rejects.toMatchObject({
    code: 'unsupported',
  });
});

test('a channel that fails in another way is heard as it is', async () => {
  const { channel } = localChannel((argv) => argv);
  const silent: GuestChannel = {
    ...channel,
    start: () => Promise.reject(new BotError('unreachable', 'the agent does not answer')),
  };
  await expect(readGuest(silent, machine, signal)).rejects.toMatchObject({ code: 'unreachable' });
});
