import { appendFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it, onTestFinished } from 'vitest';
import { openClient } from '../../../../adapters/hypervisor/demo/world/client.ts';
import { fleet } from '../../../../adapters/hypervisor/demo/world/fleet.ts';
import { journalFile } from '../../../../adapters/hypervisor/demo/world/journal.ts';
import { machineAt } from '../../../../adapters/hypervisor/demo/world/world.ts';

const writer = join(import.meta.dirname, 'writer.ts');
const web = '101';

async function place() {
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-demo-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const at = { directory, name: 'demo-campus' };
  const open = (fullBytes?: number) => {
    const client = openClient({ ...at, seeds: fleet(12), fullBytes });
    onTestFinished(() => client.close());
    return client;
  };
  const filesIn = (client: ReturnType<typeof open>) =>
    Object.keys(machineAt(client.look(), web, Date.now())?.state.files ?? {}).filter((path) =>
      path.startsWith('/tmp/'),
    );
  return { at, open, filesIn };
}

const write = (path: string) => ({ call: 'guest.write', machine: web, path, content: '' }) as const;

it('what one process is told is so for all, also for one that opens later', async () => {
  const { open, filesIn } = await place();
  const [one, two] = [open(), open()];
  one.send(write('/tmp/one'));
  two.send(write('/tmp/two'));
  expect(filesIn(one)).toEqual(['/tmp/one', '/tmp/two']);
  expect(filesIn(two)).toEqual(['/tmp/one', '/tmp/two']);
  expect(filesIn(open())).toEqual(['/tmp/one', '/tmp/two']);
});

it('of two processes that start one machine at once, the hypervisor accepts one', async () => {
  const { open } = await place();
  const start = {
    call: 'start',
    machine: '111',
    tag: 't',
    step: 's',
    speed: 1,
    failures: false,
  } as const;
  open().send(start);
  expect(() => open().send(start)).toThrow('locked (start)');
});

it.for([
  ['before its first byte is whole JSON', 0.1],
  ['in the middle', 0.5],
  ['at its last byte', 1],
] as const)('a line torn by a dying process counts for nothing: %s', async ([, part]) => {
  const { at, open, filesIn } = await place();
  const client = open();
  client.send(write('/tmp/before'));
  const line = `\n${JSON.stringify({ ...write('/tmp/torn'), id: 'torn', at: Date.now() })}`;
  appendFileSync(journalFile(at, 1), line.slice(0, Math.ceil(line.length * part) - 1));
  expect(filesIn(client)).toEqual(['/tmp/before']);
  client.send(write('/tmp/after'));
  expect(filesIn(client)).toEqual(['/tmp/before', '/tmp/after']);
  expect(filesIn(open())).toEqual(['/tmp/before', '/tmp/after']);
});

it('a journal that grows is sealed and goes on in a new file, nothing forgotten', async () => {
  const { at, open, filesIn } = await place();
  const client = open(2_000);
  const slow = open(2_000);
  const paths = Array.from({ length: 60 }, (_, index) => `/tmp/${String(index).padStart(2, '0')}`);
  for (const path of paths) client.send(write(path));
  expect(filesIn(client)).toEqual(paths);
  expect(filesIn(open(2_000))).toEqual(paths);
  // It has not looked for many generations: its own file is long gone.
  expect(filesIn(slow)).toEqual(paths);
  slow.send(write('/tmp/slow'));
  expect(filesIn(client)).toEqual([...paths, '/tmp/slow']);
  expect(readdirSync(at.directory).length).toBeLessThanOrEqual(2);
});

it('a task is found by its mark after the journal was sealed', async () => {
  const { open } = await place();
  const client = open(2_000);
  const mark = { tag: 'mine', step: 'stop 102', speed: 1, failures: false };
  const id = client.send({ call: 'stop', machine: '102', ...mark });
  for (let index = 0; index < 60; index += 1) client.send(write('/tmp/more'));
  const found = open(2_000).look().tasks.get(id);
  expect(found?.call).toMatchObject(mark);
  expect(machineAt(client.look(), '102', Date.now() + 60_000)?.state.state).toBe('stopped');
});

it('processes write at once, one is killed, the file is sealed under them: all that was accepted is there', async () => {
  const { at, open, filesIn } = await place();
  const run = (label: string, count: number) =>
    execa(process.execPath, [writer, at.directory, label, String(count), '8000'], {
      reject: false,
    });
  const victim = run('victim', 100_000);
  const finishers = ['a', 'b', 'c'].map((label) => run(label, 40));
  const ended = await Promise.all(finishers);
  victim.kill('SIGKILL');
  const { stdout } = await victim;
  expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);

  const files = new Set(filesIn(open(8_000)));
  for (const label of ['a', 'b', 'c']) {
    for (let index = 0; index < 40; index += 1) expect(files).toContain(`/tmp/${label}-${index}`);
  }
  const told = stdout.split('\n').filter((line) => line !== '').length;
  const kept = [...files].filter((path) => path.startsWith('/tmp/victim-')).length;
  // It may have died between the call and its word about it, but never the other way round.
  expect([told, told + 1]).toContain(kept);
});

it('what is too much for the guest is refused in the words of a full disk', async () => {
  const { open } = await place();
  const content = Buffer.alloc(9 * 1024 * 1024).toString('base64');
  expect(() => open().send({ ...write('/tmp/big'), content })).toThrow('No space left on device');
});
