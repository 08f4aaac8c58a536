import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf } from '../../../../../adapters/hypervisor/proxmox/guest/agent.ts';
import { readInGuest } from '../../../../../adapters/hypervisor/proxmox/guest/files.ts';
import type { GuestChannel } from '../../../../../src/hypervisor/guest.ts';
import type { Machine } from '../../../../../src/hypervisor.ts';
import { need, never } from '../../../../contracts/subject.ts';
import { type OpenSite, openSite } from '../open-site.ts';
import { recorded, toldClient } from '../recorded.ts';

const MiB = 1024 ** 2;
let site: OpenSite;
let guest: GuestChannel;
let web: Machine;

beforeAll(async () => {
  site = await openSite();
  guest = need(site.hypervisor.guest);
  web = await site.machine('web01');
});
afterEach(() => site.double.faults.clear());
afterAll(() => site.close());

const read = (path: string, maxBytes = MiB) => guest.read(web, path, { signal: never, maxBytes });
const write = (path: string, content: Buffer | string) =>
  guest.write(web, path, Buffer.from(content), never);
const inFolder = async (folder: string) => {
  const process = await guest.start(web, ['ls', folder], never);
  return (await guest.wait(web, process, { signal: never, timeoutMs: 10_000 })).stdout;
};

describe('a file that is written', () => {
  it('of up to 45,000 bytes is one call', async () => {
    const since = site.double.calls.length;
    await write('/tmp/whole', randomBytes(45_000));
    expect(site.double.calls.slice(since).map(({ path }) => path.split('/').at(-1))).toEqual([
      'file-write',
    ]);
  });

  it('in pieces keeps its old content where one is lost, and leaves nothing beside it', async () => {
    await write('/srv/config/app.yaml', 'as it was');
    const execs = { method: 'POST', path: /\/agent\/exec$/ };
    site.double.faults.call(execs, { how: 'answer', status: 500, reason: 'no more' });
    const lost = write('/srv/config/app.yaml', randomBytes(200_000));
    await expect(lost).rejects.toMatchObject({ message: expect.stringContaining('no more') });
    expect((await read('/srv/config/app.yaml')).toString()).toBe('as it was');
    expect(await inFolder('/srv/config')).toBe('app.yaml\n');
  });

  it('in pieces is whole, and alone', async () => {
    const content = randomBytes(150_001);
    await write('/srv/large/app.bin', content);
    expect((await read('/srv/large/app.bin')).equals(content)).toBe(true);
    expect(await inFolder('/srv/large')).toBe('app.bin\n');
  });

  it('where a folder is says so', async () => {
    await expect(write('/etc', 'x')).rejects.toMatchObject({ code: 'conflict' });
    await expect(read('/etc')).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a file that is read', () => {
  it('and is missing is not-found, in words for people', async () => {
    await expect(read('/nope')).rejects.toMatchObject({
      code: 'not-found',
      message: 'web01 has no file /nope',
    });
  });

  it('is read to its last byte, and no further than is allowed', async () => {
    const content = randomBytes(40_000);
    await write('/tmp/exact', content);
    expect((await read('/tmp/exact', 40_000)).equals(content)).toBe(true);
    await expect(read('/tmp/exact', 39_999)).rejects.toMatchObject({ code: 'invalid' });
  });

  it('may come as base64 of several pieces, each with an ending of its own', async () => {
    const [first, second] = [randomBytes(MiB), randomBytes(777)];
    const content = first.toString('base64') + second.toString('base64');
    const client = toldClient(() => ({ content }));
    const asked = { machine: web, path: '/tmp/a', signal: never, maxBytes: 2 * MiB };
    const whole = await readInGuest(client, asked);
    expect(whole.equals(Buffer.concat([first, second]))).toBe(true);
  });

  it('goes on where Proxmox gave less than was asked for', async () => {
    const answers = [{ content: 'b25l', truncated: 1 }, { content: 'dHdv' }];
    const client = toldClient(() => answers.shift());
    const asked = { machine: web, path: '/tmp/a', signal: never, maxBytes: MiB };
    expect((await readInGuest(client, asked)).toString()).toBe('onetwo');
    expect(answers).toEqual([]);
  });
});

describe('a Proxmox before 9.1', () => {
  const says = (data: unknown) => {
    const reads = { path: /\/agent\/file-read$/ };
    const errors = Object.fromEntries(
      ['count', 'decode', 'offset'].map((name) => [
        name,
        'property is not defined in schema and the schema does not allow additional properties',
      ]),
    );
    const reason = 'Parameter verification failed.';
    const body = JSON.stringify({ data: null, message: `${reason}\n`, errors });
    site.double.faults.call(reads, { how: 'answer', status: 400, reason, body });
    const old = JSON.stringify({ data });
    site.double.faults.call(reads, { how: 'answer', status: 200, reason: 'OK', body: old });
  };

  it('gives a file at once', async () => {
    says(recorded('agent_file_read'));
    expect((await read('/tmp/a.txt')).toString()).toBe('hello\n');
  });

  it('cuts a large one, which is then not taken for the whole', async () => {
    says({ content: 'x', truncated: 1 });
    await expect(read('/var/log/large')).rejects.toMatchObject({ code: 'invalid' });
  });

  it('gives bytes as letters, each of which is a byte', () => {
    expect(bytesOf('Ã©')).toEqual(Buffer.from('é'));
    expect(bytesOf('\u0000\u007fÿ')).toEqual(Buffer.from([0, 0x7f, 0xff]));
    expect(bytesOf('日本')).toEqual(Buffer.from('日本'));
  });
});
