import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeScript } from '../../../src/guest/shell/scripts.ts';
import { keyFingerprint, ownKey } from '../../../src/guest/ssh/key.ts';
import { meetGuest } from '../../../src/guest/ssh/meet.ts';
import { createShells } from '../../../src/guest/ssh/shell.ts';
import type { GuestChannel } from '../../../src/hypervisor/guest.ts';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import { guestFacts } from '../../contracts/hypervisor-guest.ts';
import { openSubject, type Subject } from '../../contracts/subject.ts';
import { machine, openSshd } from './sshd.ts';

const { signal } = new AbortController();
let sshd: Awaited<ReturnType<typeof openSshd>>;
let guest: GuestChannel;
let close: () => void;
let subject: Subject;

beforeAll(async () => {
  sshd = await openSshd();
  ({ channel: guest, close } = sshd.open());
  const hypervisor: Hypervisor = {
    site: { name: 'loop', kind: 'none' },
    hosts: async () => [],
    machines: async () => [machine, { ...machine, id: '2', name: 'off', state: 'stopped' }],
    usage: async () => [],
    power: () => Promise.reject(new Error('it has no power')),
    guest,
  };
  subject = await openSubject({
    open: async () => ({ hypervisor, close: async () => close() }),
    running: machine.name,
    stopped: 'off',
  });
});

afterAll(async () => {
  await subject.close();
  await sshd.close();
});

guestFacts(() => subject);

const run = (...argv: string[]) => subject.run(machine, argv);

describe('a process over ssh', () => {
  it.each([
    ['a signal', 'kill -9 $$', { signal: 9 }],
    ['a signal that asks', 'kill -TERM $$', { signal: 15 }],
    ['a code that looks like one', 'exit 137', { exitCode: 137 }],
    ['the highest code', 'exit 255', { exitCode: 255 }],
  ])('that ended by %s says so', async (_, text, expected) => {
    const result = await run('sh', '-c', text);
    expect(result).toMatchObject(expected);
    expect(Object.keys(expected)).toContain(result.signal === undefined ? 'exitCode' : 'signal');
  });

  it('has its output cut at 1 MiB, and ends all the same', async () => {
    const result = await run('sh', '-c', 'head -c 5000000 /dev/zero; echo end >&2');
    expect(result).toMatchObject({ exitCode: 0, truncated: true, stderr: 'end\n' });
    expect(result.stdout).toHaveLength(1024 * 1024);
  });

  it('takes words of any length', async () => {
    const word = 'x'.repeat(100_000);
    expect((await run('echo', word)).stdout).toBe(`${word}\n`);
  });

  it('outlives the bot that started it, and another one follows it', async () => {
    const first = sshd.open();
    const process = await first.channel.start(machine, ['sh', '-c', 'sleep 1; echo kept'], signal);
    first.close();
    const second = sshd.open();
    const options = { signal, timeoutMs: 20_000 };
    expect(await second.channel.wait(machine, process, options)).toMatchObject({
      exitCode: 0,
      stdout: 'kept\n',
    });
    second.close();
  });

  it('can be ended by its number', async () => {
    const process = await guest.start(machine, ['sleep', '100'], signal);
    await run('kill', String(process.pid));
    const options = { signal, timeoutMs: 20_000 };
    expect(await guest.wait(machine, process, options)).toMatchObject({ signal: 15 });
  });

  it('leaves nothing behind once it was read', async () => {
    const rooms = `/tmp/nakhoda-${process.getuid?.()}`;
    const { pid } = await guest.start(machine, ['true'], signal);
    expect(await readdir(rooms)).toContain(String(pid));
    await guest.wait(machine, { pid }, { signal, timeoutMs: 20_000 });
    expect(await readdir(rooms)).not.toContain(String(pid));
  });
});

describe('a file over ssh', () => {
  it('keeps its mode, and a link stays one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nakhoda-'));
    const [file, link] = [join(folder, 'file'), join(folder, 'link')];
    await writeFile(file, 'old', { mode: 0o640 });
    await symlink(file, link);
    await guest.write(machine, link, Buffer.from('new'), signal);
    expect(await readFile(file, 'utf8')).toBe('new');
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect((await readdir(folder)).sort()).toEqual(['file', 'link']);
    await rm(folder, { recursive: true });
  });

  it('that is a folder is a conflict', async () => {
    const write = guest.write(machine, '/tmp', Buffer.from('x'), signal);
    await expect(write).rejects.toMatchObject({ code: 'conflict' });
  });

  it('that is cut off half way leaves what was there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nakhoda-'));
    const file = join(folder, 'file');
    await writeFile(file, 'old');
    // What the guest runs, with a connection that ends after 4 of 10 bytes.
    const child = spawn('sh', ['-c', writeScript, 'sh', file, '10'], { stdio: 'pipe' });
    child.stdin.end('half');
    const [code] = await once(child, 'exit');
    expect(code).not.toBe(0);
    expect(await readFile(file, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['file']);
    await rm(folder, { recursive: true });
  });
});

describe('the way in', () => {
  it('is open where folders have long names with spaces in them', async () => {
    const long = join(sshd.directory, 'a long name '.repeat(12).trim());
    await mkdir(long);
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = long;
    const shells = createShells(join(long, 'keys'));
    try {
      const { publicKey } = await ownKey(join(long, 'keys'), signal);
      await sshd.letIn(`${sshd.way.publicKey}\n${publicKey}\n`);
      const { user, address, port } = sshd.way;
      const to = { user, address, port, viaHost: false, name: machine.name };
      expect(await meetGuest(to, { directory: join(long, 'keys'), signal })).toEqual(sshd.met);
      const place = { machine, way: sshd.way };
      for (const word of ['one', 'two']) {
        const said = await shells.run(place, { script: 'echo "$1"', args: [word], signal });
        expect(said.stdout.toString()).toBe(`${word}\n`);
      }
    } finally {
      shells.close();
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
      await sshd.letIn(`${sshd.way.publicKey}\n`);
    }
  });

  it('is no way for an endless answer', async () => {
    const shells = createShells(sshd.keys);
    const endless = shells.run({ machine, way: sshd.way }, { script: 'cat /dev/zero', signal });
    await expect(endless).rejects.toMatchObject({ code: 'failed' });
    const some = { script: 'head -c 300 /dev/zero', signal, maxBytes: 200 };
    await expect(shells.run({ machine, way: sshd.way }, some)).rejects.toMatchObject({
      code: 'failed',
    });
    shells.close();
  });

  it('shows the key that the guest has', async () => {
    expect(sshd.met).toMatchObject({ letsIn: true });
    expect(keyFingerprint(sshd.met.hostKey)).toBe(keyFingerprint(await sshd.hostKey()));
  });

  it('uses one key of its own, for nobody else to read', async () => {
    const both = await Promise.all([1, 2].map(() => ownKey(join(sshd.directory, 'new'), signal)));
    expect(both[0]).toEqual(both[1]);
    expect((await stat(both[0]?.file ?? '')).mode & 0o777).toBe(0o600);
  });

  it('says that nothing listens', async () => {
    const { channel, close: end } = sshd.open({ ...sshd.way, port: 1 });
    expect(await channel.probe(machine, signal)).toMatchObject({
      why: expect.stringContaining('nothing listens for ssh'),
    });
    await expect(channel.start(machine, ['true'], signal)).rejects.toMatchObject({
      code: 'conflict',
    });
    end();
  });

  it('says the line to add where its key is refused', async () => {
    await sshd.letIn('');
    const { channel, close: end } = sshd.open();
    const probe = await channel.probe(machine, signal);
    await sshd.letIn(`${sshd.way.publicKey}\n`);
    expect(probe).toMatchObject({
      why: expect.stringContaining('does not let the bot in'),
      hint: expect.stringContaining(sshd.way.publicKey),
    });
    end();
  });

  it('refuses another key than the pinned one, until that is pinned', async () => {
    await sshd.renew();
    const { channel, close: end } = sshd.open();
    expect(await channel.probe(machine, signal)).toMatchObject({
      why: expect.stringContaining('another key than the one that was pinned'),
      hint: expect.stringContaining(`--ssh root@127.0.0.1:${sshd.way.port}`),
    });
    end();
    const [type, key] = (await sshd.hostKey()).split(' ');
    const again = sshd.open({ ...sshd.way, hostKey: `${type} ${key}` });
    expect(await again.channel.probe(machine, signal)).toEqual({ answers: true });
    again.close();
  });
});
