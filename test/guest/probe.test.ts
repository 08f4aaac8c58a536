import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSummary } from '../../src/guest/probe.ts';
import { topProcesses } from '../../src/guest/processes.ts';

const recorded = (name: string) =>
  readFileSync(new URL(`../recorded/guest/${name}.txt`, import.meta.url), 'utf8');
const lab = parseSummary(recorded('lab-summary'));
const busybox = parseSummary(recorded('busybox-summary'));
const MIB = 1024 * 1024;

describe('a small emulated guest, as it answered', () => {
  test('gives its load, uptime, CPUs, memory and name', () => {
    expect(lab).toMatchObject({
      load: [0, 0, 0],
      uptimeMs: 223_930,
      cpus: 1,
      hostname: 'e2',
      os: 'Lab Guest 1',
      swap: { total: 0, used: 0 },
    });
    expect(lab.memory?.total).toBeGreaterThan(64 * MIB);
    expect(lab.memory?.used).toBeLessThan(lab.memory?.total ?? 0);
    expect(lab.cpuFraction).toBeCloseTo(2 / 51, 10);
  });

  test('has its agent among its processes, and the question is not', () => {
    const agent = lab.processes?.find(({ command }) => command.includes('qemu-ga'));
    expect(agent).toMatchObject({ state: 'S', threads: 2, user: 'root' });
    expect(agent?.memoryBytes).toBeGreaterThan(MIB);
    expect(lab.processes?.map(({ command }) => command).join()).not.toMatch(/nakhoda|cmdline/);
    expect(lab.tasks).toMatchObject({ total: lab.processes?.length, running: 0 });
  });

  test("knows the kernel's own threads by name, without memory", () => {
    const swapper = lab.processes?.find(({ command }) => command === '[kswapd0]');
    expect(swapper).toMatchObject({ state: 'S', cpuFraction: 0 });
    expect(swapper?.memoryBytes).toBeUndefined();
  });
});

describe('a busy guest with odd names, as it answered', () => {
  test('has its system and users by name', () => {
    expect(busybox.os).toBe('Lab Linux 1 "small"');
    const users = busybox.processes?.map(({ user }) => user);
    expect(new Set(users)).toEqual(new Set(['root', 'www']));
  });

  test('the process that takes a whole CPU is on top', () => {
    const [first, second] = topProcesses(busybox.processes ?? [], 'cpu', 2);
    const names = new Set([first?.command, second?.command]);
    expect(names).toEqual(new Set(['/bin/sh /opt/odd ) R 1', '/opt/yes']));
    expect(first?.cpuFraction).toBeGreaterThan(0.8);
    expect(first?.cpuFraction).toBeLessThan(1.1);
    expect(busybox.tasks?.running).toBe(2);
  });

  test('by memory the largest is on top, and no more are given than asked for', () => {
    const top = topProcesses(busybox.processes ?? [], 'memory', 3);
    expect(top).toHaveLength(3);
    const sizes = top.map(({ memoryBytes }) => memoryBytes ?? 0);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });

  test('a command with a new line in it is one line', () => {
    const commands = busybox.processes?.map(({ command }) => command) ?? [];
    expect(commands).toContain('sh -c sleep 9; : two words and a line');
  });
});

describe('an answer that is not whole', () => {
  test('without os-release the system is not known', () => {
    const text = recorded('lab-summary').replace(/^(NAME|PRETTY_NAME)=.*$/gm, '');
    expect(parseSummary(text).os).toBeUndefined();
  });

  test('of nothing nothing is known', () => {
    const known = Object.values(parseSummary('')).filter((value) => value !== undefined);
    expect(known).toEqual([]);
  });

  test.each(['loadavg', 'meminfo', 'cpus', 'hostname', 'stat2'])(
    'without %s the rest is there',
    (name) => {
      const before = Object.entries(lab).filter(([, value]) => value !== undefined);
      const without = parseSummary(
        recorded('lab-summary').replace(new RegExp(`--nakhoda:${name}--[^]*?(?=\\n--nakhoda)`), ''),
      );
      const after = Object.entries(without).filter(([, value]) => value !== undefined);
      expect(after.length).toBeLessThan(before.length);
      expect(after.length).toBeGreaterThan(4);
    },
  );

  test('a figure cut in half is not taken for a whole one', () => {
    const text = recorded('lab-summary');
    const cut = text.slice(0, text.indexOf('\n', text.indexOf('MemTotal')) - 5);
    expect(parseSummary(cut).memory).toBeUndefined();
    const uptime = text.slice(0, text.indexOf('223.93') + 4);
    expect(parseSummary(uptime).uptimeMs).toBeUndefined();
  });

  test('an older kernel without MemAvailable is counted as free did', () => {
    const text =
      '--nakhoda:meminfo--\nMemTotal: 100 kB\nMemFree: 10 kB\nBuffers: 5 kB\nCached: 25 kB\n';
    expect(parseSummary(`${text}--nakhoda:end--`).memory).toEqual({
      total: 102_400,
      used: 61_440,
    });
    expect(parseSummary('--nakhoda:meminfo--\nMemTotal: 9 kB\n--nakhoda:end--').memory).toEqual({
      total: 9216,
      used: undefined,
    });
  });
});

describe('a hostile guest', () => {
  test('cannot replace a section with a command line that looks like one', () => {
    const text = recorded('lab-summary').replace(
      '--nakhoda:commands--\n',
      '--nakhoda:commands--\n==> /proc/1/cmdline <==\nx\n--nakhoda:hostname--\nevil\n',
    );
    expect(parseSummary(text).hostname).toBe('e2');
  });

  test('gets no control character, no endless word and no nonsense figure through', () => {
    const found = parseSummary(
      `--nakhoda:hostname--\n\u001b[31m${'h'.repeat(9000)}\n--nakhoda:loadavg--\n1e9 -1 NaN\n` +
        `--nakhoda:uptime1--\n${'9'.repeat(400)}\n--nakhoda:cpus--\n0\n--nakhoda:end--`,
    );
    expect(found.hostname).toHaveLength(64);
    expect(found.hostname).not.toContain('\u001b');
    expect([found.load, found.uptimeMs, found.cpus]).toEqual([undefined, undefined, undefined]);
  });

  test('may print whatever it likes', () => {
    const piece = fc.oneof(
      fc.constantFrom('--nakhoda:stat2--', '--nakhoda:status--', '--nakhoda:commands--', '\n'),
      fc.constantFrom('1 (a) S 1 2 3 4 5', '==> /proc/1/cmdline <==', 'Pid: 1', 'VmRSS: 1 kB'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const { tasks, processes } = parseSummary(pieces.join('\n'));
        expect(tasks?.total).toBe(processes?.length);
      }),
    );
  });

  test('may print megabytes of it', () => {
    const flood = ['stat1', 'stat2', 'status', 'users', 'commands', 'meminfo', 'os']
      .map(
        (name) => `--nakhoda:${name}--\n${`${' '.repeat(500)}(${'9'.repeat(500)}`.repeat(2500)}\n`,
      )
      .join('');
    expect(parseSummary(flood).processes).toEqual([]);
    expect(parseSummary('\n1 (x) S'.repeat(3_000_000)).processes).toBeUndefined();
  });
});
