import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseSummary } from '../../../src/guest/probe.ts';
import { summaryScript } from '../../../src/guest/script.ts';
import type { Client } from './client.ts';
import { opened } from './opened.ts';

const web = '/nodes/pve1/qemu/100';
const Ended = z.object({
  exited: z.literal(1),
  exitcode: z.number().optional(),
  signal: z.number().optional(),
  'out-data': z.string().default(''),
  'err-data': z.string().default(''),
});

async function start(client: Client, command: readonly string[], more = {}): Promise<number> {
  const data = await client.data('POST', `${web}/agent/exec`, { command, ...more });
  return z.object({ pid: z.number() }).parse(data).pid;
}

const status = (client: Client, pid: number) =>
  client.ask('GET', `${web}/agent/exec-status`, { pid });

async function run(client: Client, command: readonly string[], more = {}) {
  const pid = await start(client, command, more);
  for (;;) {
    const { body } = await status(client, pid);
    const ended = Ended.safeParse(body['data']);
    if (ended.success) return ended.data;
  }
}

async function answers(client: Client): Promise<void> {
  while ((await client.ask('POST', `${web}/agent/ping`)).status !== 200);
}

async function done(client: Client, path: string, params = {}): Promise<string> {
  return client.outcome(await client.data('POST', path, params));
}

describe('a guest of the double', () => {
  it('runs a program with its words as they are', async () => {
    const { client } = await opened();
    const words = ['a b', '$(id)', '`id`', "it's", '*', '; true', ''];
    const { exitcode, 'out-data': out } = await run(client, ['echo', ...words]);
    expect([exitcode, out]).toEqual([0, `${words.join(' ')}\n`]);
  });

  it.each([
    ['for i in a b; do echo "$i$#"; done | tr a x', 'x2\nb2\n', 0],
    ['x=$(printf "%s-" "$@"); echo "$x"end >&1; exit 3', '1-2 3-end\n', 3],
    ['if test -d /root && [ ! -e /no ]; then echo yes; else echo no; fi', 'yes\n', 0],
    ['set -e; false; echo never', '', 1],
    ['no-such-program 2>/dev/null || echo "code $?"', 'code 127\n', 0],
    ['cd /tmp && echo a >f && echo b >>f; (cat < f; rm f); ls', 'a\nb\n', 0],
  ])('has a shell: %s', async (script, out, code) => {
    const { client } = await opened();
    const ended = await run(client, ['/bin/sh', '-c', script, 'sh', '1', '2 3']);
    expect([ended['out-data'], ended.exitcode]).toEqual([out, code]);
  });

  it('tells what has ended once', async () => {
    const { client } = await opened();
    const pid = await start(client, ['/bin/sh', '-c', 'kill -9 $$']);
    expect((await status(client, pid)).body['data']).toEqual({ exited: 1, signal: 9 });
    expect((await status(client, pid)).reason).toBe('Agent error: PID ld does not exist');
  });

  it('breaks the connection over a program it does not have, as the real one does', async () => {
    const { client } = await opened();
    const params = { command: ['/no/such/program', 'x'] };
    const reply = await client.ask('POST', `${web}/agent/exec`, params);
    expect([reply.status, reply.reason, reply.text]).toEqual([596, 'Broken pipe', '']);
  });

  it('keeps any bytes: in parts, as base64, or on the input of a program', async () => {
    const { client } = await opened();
    const content = randomBytes(100_000);
    const parts = [content.subarray(0, 45_000), content.subarray(45_000, 90_000)];
    for (const [index, part] of parts.entries()) {
      const params = { file: `/tmp/part${index}`, content: part.toString('base64'), encode: 0 };
      await client.data('POST', `${web}/agent/file-write`, params);
    }
    const join = 'mkdir -p "/root/a b" && { cat /tmp/part0 /tmp/part1; base64 -d; } > "$1"';
    const rest = content.subarray(90_000).toString('base64');
    const target = '/root/a b/file';
    const ended = await run(client, ['sh', '-c', join, 'sh', target], { 'input-data': rest });
    expect(ended).toMatchObject({ exitcode: 0, 'err-data': '' });
    const read = await client.data('GET', `${web}/agent/file-read`, { file: target });
    const { content: letters } = z.object({ content: z.string() }).parse(read);
    expect(Buffer.from(letters, 'latin1').equals(content)).toBe(true);
  });

  it('gives bytes as letters of the same number, and takes no others', async () => {
    const { client } = await opened();
    expect((await run(client, ['echo', 'é']))['out-data']).toBe('\u00c3\u00a9\n');
    const params = { file: '/tmp/a', content: '\u20ac' };
    const reply = await client.ask('POST', `${web}/agent/file-write`, params);
    expect(reply.reason).toMatch(/^Wide character in subroutine entry/);
  });

  it('reads a part of a file, and says that there is more', async () => {
    const { client } = await opened();
    await client.data('POST', `${web}/agent/file-write`, { file: '/tmp/a', content: 'abcdef' });
    const params = { file: '/tmp/a', offset: 2, count: 3 };
    expect(await client.data('GET', `${web}/agent/file-read`, params)).toEqual({
      content: 'cde',
      'bytes-read': 3,
      truncated: 1,
    });
  });

  it('writes no file where there is no folder', async () => {
    const { client } = await opened();
    const params = { file: '/no/folder/a', content: '' };
    expect((await client.ask('POST', `${web}/agent/file-write`, params)).reason).toBe(
      "Agent error: failed to open file '/no/folder/a' (mode: 'wb'): No such file or directory",
    );
  });

  it('goes on where it was after a pause and a hibernation, its programs too', async () => {
    const { client, double } = await opened();
    const pid = await start(client, ['sleep', '900']);
    await done(client, `${web}/status/suspend`);
    expect((await status(client, pid)).reason).toBe('QEMU guest agent is not running');
    await done(client, `${web}/status/resume`);
    await done(client, `${web}/status/suspend`, { todisk: 1 });
    expect(double.world.guest('qemu', 'pve1', 100).config['lock']).toBe('suspended');
    await done(client, `${web}/status/start`);
    await answers(client);
    expect((await status(client, pid)).body['data']).toEqual({ exited: 0 });
  });

  it('loses its programs by a reset, and not its files', async () => {
    const { client } = await opened();
    const pid = await start(client, ['sleep', '900']);
    await client.data('POST', `${web}/agent/file-write`, { file: '/root/a', content: 'a' });
    await done(client, `${web}/status/reset`);
    await answers(client);
    expect((await status(client, pid)).reason).toMatch(/does not exist/);
    expect((await run(client, ['test', '-e', '/root/a'])).exitcode).toBe(0);
  });

  it('is in a snapshot: its files, and with RAM its programs', async () => {
    const { client } = await opened();
    const pid = await start(client, ['sleep', '900']);
    await done(client, `${web}/snapshot`, { snapname: 'warm', vmstate: 1 });
    await done(client, `${web}/snapshot`, { snapname: 'cold' });
    await client.data('POST', `${web}/agent/file-write`, { file: '/root/a', content: 'a' });
    await done(client, `${web}/snapshot/cold/rollback`, { start: 1 });
    await answers(client);
    expect((await run(client, ['test', '-e', '/root/a'])).exitcode).toBe(1);
    expect((await status(client, pid)).reason).toMatch(/does not exist/);
    await done(client, `${web}/snapshot/warm/rollback`);
    await answers(client);
    expect((await status(client, pid)).body['data']).toEqual({ exited: 0 });
  });

  it('has its clock set', async () => {
    const { client } = await opened();
    await run(client, ['date', '-s', '@1000000000']);
    expect((await run(client, ['date', '+%s']))['out-data']).toMatch(/^100000000\d\n$/);
  });

  it('answers what the bot asks every Linux', async () => {
    const { client } = await opened();
    const { 'out-data': out } = await run(client, ['/bin/sh', '-c', summaryScript]);
    expect(parseSummary(out)).toMatchObject({ hostname: 'web01', os: 'Lab Guest 1.0', cpus: 1 });
  });

  it('pings another on its bridge, and not one whose cable is out', async () => {
    const { client, double } = await opened();
    const ping = ['ping', '-c', '1', 'ct-dns'];
    expect((await run(client, ping)).exitcode).toBe(0);
    const { config } = double.world.guest('lxc', 'pve1', 200);
    config['net0'] = `${config['net0']},link_down=1`;
    expect((await run(client, ping)).exitcode).toBe(1);
  });

  it('reaches its node while its cable is in', async () => {
    const { client } = await opened();
    const ping = ['ping', '-c', '1', '10.10.10.1'];
    expect((await run(client, ping)).exitcode).toBe(0);
    await client.data('PUT', `${web}/config`, { net0: 'virtio,bridge=vmbr0,link_down=1' });
    expect((await run(client, ping)).exitcode).toBe(1);
  });

  it('has an agent only after the next start', async () => {
    const { client } = await opened();
    const mail = '/nodes/pve2/qemu/104';
    const ping = async () => (await client.ask('POST', `${mail}/agent/ping`)).reason;
    await client.data('PUT', `${mail}/config`, { agent: 1 });
    expect(await ping()).toBe('No QEMU guest agent configured');
    await done(client, `${mail}/status/reboot`);
    expect(await ping()).toBe('QEMU guest agent is not running');
  });

  it('is read by whoever may read its files, and runs nothing for them', async () => {
    const { double, as } = await opened();
    double.grant(double.tokens.bare, { '/vms/100': ['VM.GuestAgent.FileRead'] });
    const client = as(double.tokens.bare);
    const file = { file: '/etc/hostname' };
    expect(await client.data('GET', `${web}/agent/file-read`, file)).toMatchObject({
      content: 'web01\n',
    });
    const reply = await client.ask('POST', `${web}/agent/exec`, { command: ['id'] });
    expect(reply.reason).toBe('Permission check failed (/vms/100, VM.GuestAgent.Unrestricted)');
  });
});
