import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it, onTestFinished } from 'vitest';
import { fleet } from '../../../../adapters/hypervisor/demo/world/fleet.ts';
import { seedFiles } from '../../../../adapters/hypervisor/demo/world/guest/files.ts';
import { run } from '../../../../adapters/hypervisor/demo/world/guest/run.ts';
import { begin, machineAt } from '../../../../adapters/hypervisor/demo/world/world.ts';
import { parsePing, pingArgv } from '../../../../src/connectivity/ping.ts';

const born = Date.UTC(2026, 10, 1);
const world = begin(fleet(12), born);
const found = machineAt(world, '101', born) ?? expect.unreachable();

/** Runs the program in the demo's guest, with these files in it. */
function inDemo(argv: readonly string[], files: Readonly<Record<string, string | null>> = {}) {
  const state = { ...found.state, files: { ...seedFiles(found.seed), ...files } };
  const lookUp = (word: string) =>
    ({ db: { address: '10.20.1.14', up: true }, off: { address: '10.20.1.22', up: false } })[word];
  return run(argv, { seed: found.seed, state, now: born, speed: 1, lookUp });
}

/** The same file tree, really on this machine. */
function realTree() {
  const root = mkdtempSync(join(tmpdir(), 'nakhoda-guest-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'folder'));
  writeFileSync(join(root, 'folder', 'b.txt'), 'two\n');
  writeFileSync(join(root, 'folder', 'a b.txt'), 'one');
  const text = (value: string) => Buffer.from(value).toString('base64');
  const files = {
    [root]: null,
    [join(root, 'folder')]: null,
    [join(root, 'folder', 'b.txt')]: text('two\n'),
    [join(root, 'folder', 'a b.txt')]: text('one'),
  };
  return { root, files };
}

it
  .runIf(process.platform === 'linux')
  .for<readonly string[]>([
    ['test', '-e', 'ROOT/folder'],
    ['test', '-d', 'ROOT/folder'],
    ['test', '-f', 'ROOT/folder'],
    ['test', '!', '-e', 'ROOT/none'],
    ['test', '!', '!', '-e', 'ROOT/none'],
    ['test', '-s', 'ROOT/folder/b.txt'],
    ['test', 'a', '=', 'a'],
    ['test', 'a', '!=', 'a'],
    ['test', ''],
    ['test', '-z', ''],
    ['test'],
    ['[', '-d', 'ROOT/folder', ']'],
    ['[', '-d', 'ROOT/folder'],
    ['test', 'a', 'b', 'c', 'd'],
    ['echo', '-n', 'a', ' b '],
    ['echo', '--', '$x'],
    ['true', '--whatever'],
    ['false'],
    ['cat', 'ROOT/folder/a b.txt', 'ROOT/folder/b.txt'],
    ['cat', 'ROOT/none', 'ROOT/folder/b.txt'],
    ['cat', 'ROOT/folder'],
    ['ls', 'ROOT/folder'],
    ['ls', '-d', 'ROOT/folder'],
    ['ls', 'ROOT/none'],
    ['mkdir', 'ROOT/folder'],
    ['mkdir', '-p', 'ROOT/folder'],
    ['mkdir', 'ROOT/x/y'],
    ['mkdir', '-p', 'ROOT/x/y'],
    ['mkdir', 'ROOT/folder/b.txt/z'],
    ['mkdir'],
    ['rm', 'ROOT/none'],
    ['rm', '-f', 'ROOT/none'],
    ['rm', 'ROOT/folder'],
    ['rm', '-r', 'ROOT/folder'],
    ['rm'],
    ['sleep', 'soon'],
  ])('%j ends in the demo as on a real Linux', async (argv) => {
  const { root, files } = realTree();
  const words = argv.map((word) => word.replace('ROOT', root));
  const [program = '', ...args] = words;
  const real = await execa(program, args, {
    env: { LC_ALL: 'C' },
    reject: false,
    stripFinalNewline: false,
  });
  const ours = inDemo(words, files);
  expect(ours?.exitCode).toBe(real.exitCode);
  expect(ours?.stdout).toBe(real.stdout);
  expect(ours?.stderr === '').toBe(real.stderr === '');
});

it('a ping of a machine that is on is answered, in the words of iputils', () => {
  const answer = inDemo(['ping', '-n', '-c', '3', '-W', '2', 'db']);
  expect(answer?.exitCode).toBe(0);
  expect(answer?.stdout).toMatch(/^PING db \(10\.20\.1\.14\) 56\(84\) bytes of data\.\n/);
  expect(answer?.stdout.match(/icmp_seq=\d+ ttl=64 time=\d\.\d{3} ms\n/g)).toHaveLength(3);
  expect(answer?.stdout).toMatch(/3 packets transmitted, 3 received, 0% packet loss, time \d+ms\n/);
  expect(answer?.stdout).toMatch(/rtt min\/avg\/max\/mdev = (\d+\.\d{3}[/ ]){4}ms\n$/);
});

it('a ping of the bot is read as what it was: its count, its size, its times', () => {
  const answer = inDemo(pingArgv('db', { count: 150, size: 1400 })) ?? expect.unreachable();
  expect(answer.stdout).toContain('1400(1428) bytes of data');
  const read = parsePing(answer.stdout);
  expect(read).toMatchObject({ sent: 150, received: 150, lossFraction: 0, problem: undefined });
  expect(read.minMs).toBeLessThan(read.avgMs ?? 0);
  expect(read.avgMs).toBeLessThan(read.maxMs ?? 0);
  expect(read.jitterMs).toBeGreaterThan(0);
});

it('a ping of a machine that is off is all loss', () => {
  const answer = inDemo(['ping', '-c2', 'off']);
  expect(answer?.exitCode).toBe(1);
  expect(answer?.stdout).toContain('2 packets transmitted, 0 received, 100% packet loss');
  expect(answer?.stdout).not.toContain('rtt');
});

it('a ping of a name that nobody has is an error', () => {
  expect(inDemo(['ping', '-c', '1', 'nobody'])).toMatchObject({
    exitCode: 2,
    stderr: 'ping: nobody: Name or service not known\n',
  });
});

it('free tells the memory that the list tells, in KiB or MiB', () => {
  const row = (argv: string[]) =>
    inDemo(argv)?.stdout.split('\n')[1]?.split(/\s+/).slice(1).map(Number);
  const [total = 0, used = 0, free] = row(['free', '-m']) ?? [];
  expect(free).toBe(total - used);
  expect(row(['free'])?.[0]).toBe(total * 1024);
});

it.for([[['reboot']], [['/usr/local/bin/ls']], [['constructor']], [['']], [[]]])(
  '%j is no program of a demo guest',
  ([argv = []]) => {
    expect(inDemo(argv)).toBeUndefined();
  },
);

it('a shell runs nothing but the questions of the bot', () => {
  expect(inDemo(['sh', '-c', 'reboot'])).toMatchObject({ exitCode: 127 });
});
