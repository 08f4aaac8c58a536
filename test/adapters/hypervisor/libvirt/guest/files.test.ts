import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Client } from '../../../../../adapters/hypervisor/libvirt/client.ts';
import { startInGuest } from '../../../../../adapters/hypervisor/libvirt/guest/exec.ts';
import {
  readInGuest,
  writeInGuest,
} from '../../../../../adapters/hypervisor/libvirt/guest/files.ts';
import { never } from '../../../../contracts/subject.ts';
import { machine } from '../../../../doubles/hypervisor.ts';
import { toldClient } from '../told-client.ts';

const Asked = z.object({
  execute: z.string(),
  arguments: z.looseObject({
    path: z.string().default(''),
    mode: z.string().default(''),
    handle: z.number().default(0),
    offset: z.number().default(0),
    count: z.number().default(0),
    'buf-b64': z.string().default(''),
  }),
});
type Asked = z.infer<typeof Asked>;

interface Handle {
  readonly path: string;
  at: number;
}

/** A guest whose agent knows files as that of QEMU does: https://www.qemu.org/docs/master/interop/qemu-ga-ref.html */
function agent(files: Map<string, Buffer>, room = Number.POSITIVE_INFINITY) {
  const open = new Map<number, Handle>();
  let last = 0;
  const said = { open, atOnce: 0 };
  const acts: Record<string, (asked: Asked['arguments']) => unknown> = {
    'guest-file-open'({ path, mode }) {
      if (mode === 'w') files.set(path, Buffer.alloc(0));
      if (!files.has(path)) return undefined;
      last += 1;
      open.set(last, { path, at: 0 });
      said.atOnce = Math.max(said.atOnce, open.size);
      return last;
    },
    'guest-file-seek': ({ handle, offset }) => {
      const one = open.get(handle) ?? expect.fail();
      one.at = offset;
      return { position: offset, eof: false };
    },
    'guest-file-write': ({ handle, 'buf-b64': text }) => {
      const one = open.get(handle) ?? expect.fail();
      const piece = Buffer.from(text, 'base64');
      if (one.at + piece.length > room) return undefined;
      const old = files.get(one.path) ?? expect.fail();
      const fresh = Buffer.alloc(Math.max(old.length, one.at + piece.length));
      old.copy(fresh);
      piece.copy(fresh, one.at);
      files.set(one.path, fresh);
      one.at += piece.length;
      return { count: piece.length, eof: false };
    },
    'guest-file-read': ({ handle, count }) => {
      const one = open.get(handle) ?? expect.fail();
      const piece = files.get(one.path)?.subarray(one.at, one.at + count) ?? expect.fail();
      one.at += piece.length;
      return {
        count: piece.length,
        'buf-b64': piece.toString('base64'),
        eof: piece.length < count,
      };
    },
    'guest-file-close': ({ handle }) => ({ closed: open.delete(handle) }),
  };
  const client: Client = {
    ...toldClient({ says: () => '' }),
    async agent(line) {
      const [, json = ''] = /'(.*)'$/.exec(line) ?? [];
      const { execute, arguments: args } = Asked.parse(JSON.parse(json));
      const answer = acts[execute]?.(args);
      const refused = `error: internal error: unable to execute QEMU agent command '${execute}': No space left on device\n`;
      if (answer === undefined) return { out: '', err: refused };
      return { out: JSON.stringify({ return: answer }), err: '' };
    },
  };
  return { client, said };
}

const e1 = { ...machine('e1'), id: '3c1f1d4e-0000-4000-8000-000000000001' };
const path = '/srv/file';

it.each([0, 1, 48 * 1024, 140_000, 512 * 1024, 512 * 1024 + 17])(
  'what is written is what is read: %i bytes',
  async (size) => {
    const content = randomBytes(size);
    const { client, said } = agent(new Map([[path, Buffer.from('longer than nothing')]]));
    const file = { machine: e1, path, signal: never };
    await writeInGuest(client, { ...file, content });
    expect(await readInGuest(client, { ...file, maxBytes: size })).toEqual(content);
    expect(said.open.size).toBe(0);
    // What is long goes over two handles.
    expect(said.atOnce).toBe(size > 140_000 ? 2 : 1);
  },
);

it('a disk that is full in the second half is told, and no handle stays open', async () => {
  const { client, said } = agent(new Map(), 300_000);
  const write = writeInGuest(client, {
    ...{ machine: e1, path, signal: never },
    content: randomBytes(512 * 1024),
  });
  await expect(write).rejects.toMatchObject({ message: expect.stringContaining('No space left') });
  expect(said.open.size).toBe(0);
});

it('a question that the agent would not answer is not asked', async () => {
  const client: Client = { ...toldClient({ says: () => '' }), agent: () => expect.unreachable() };
  const argv = ['/bin/echo', 'x'.repeat(200_000)];
  await expect(startInGuest(client, e1, { argv, signal: never })).rejects.toMatchObject({
    code: 'invalid',
    message: 'That is too long for one question to the guest agent of e1',
  });
});
