import { expect, it } from 'vitest';
import { createSshChannel } from '../../../src/guest/ssh/channel.ts';
import { readRefusal } from '../../../src/guest/ssh/refusals.ts';
import { type GuestShells, SshFailure } from '../../../src/guest/ssh/shell.ts';
import { machine } from './sshd.ts';

const { signal } = new AbortController();
const way = {
  user: 'root',
  address: '10.0.0.7',
  port: 22,
  viaHost: false,
  hostKey: 'ssh-ed25519 AAAA',
  publicKey: 'ssh-ed25519 BBBB',
};

/** A guest whose ssh breaks so often, each time with these words of ssh's. */
function breaking(times: number, words: string) {
  const scripts: string[] = [];
  const shells: GuestShells = {
    async run(_place, { args = [] }) {
      scripts.push(args.join(' '));
      if (scripts.length <= times) throw new SshFailure(readRefusal(words));
      return { code: 0, stdout: Buffer.from('12\n'), stderr: '' };
    },
    close() {
      // Nothing is open.
    },
  };
  const publicKey = async () => way.publicKey;
  const channel = createSshChannel({ shells, relay: undefined, publicKey }, way);
  return { scripts, start: () => channel.start(machine, ['true'], signal) };
}

it('a session that ends without a word is asked once more, for the same start', async () => {
  const { scripts, start } = breaking(1, '');
  expect(await start()).toEqual({ pid: 12 });
  expect(scripts).toHaveLength(2);
  expect(new Set(scripts).size).toBe(1);
});

it('one that ends so twice is told', async () => {
  const { scripts, start } = breaking(2, '');
  await expect(start()).rejects.toMatchObject({ code: 'unreachable' });
  expect(scripts).toHaveLength(2);
});

it('one that says why is told at once', async () => {
  const { scripts, start } = breaking(1, 'client_loop: send disconnect: Broken pipe');
  await expect(start()).rejects.toMatchObject({ code: 'unreachable' });
  expect(scripts).toHaveLength(1);
});
