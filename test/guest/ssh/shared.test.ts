import { expect, it } from 'vitest';
import { createShared } from '../../../src/guest/ssh/shared.ts';
import type { Ssh } from '../../../src/ssh.ts';

/** Never connected to: only what is asked for is told apart. */
const settings = { host: '127.0.0.1', port: 1, config: '/dev/null' };
const same = async (ssh: Ssh) => ssh;

it('who comes while one is used, or soon after, shares it', async () => {
  const shared = createShared();
  const [one, two] = await Promise.all([1, 2].map(() => shared.use('a', settings, same)));
  expect(two).toBe(one);
  expect(await shared.use('a', settings, same)).toBe(one);
  expect(await shared.use('b', settings, same)).not.toBe(one);
  shared.close();
});

it('one that failed is given to nobody any more, and goes on for who uses it', async () => {
  const shared = createShared();
  const gate = Promise.withResolvers<void>();
  let closed = false;
  const user = shared.use('a', settings, async (ssh) => {
    const { close } = ssh;
    Object.assign(ssh, {
      close() {
        closed = true;
        close();
      },
    });
    await gate.promise;
    return ssh;
  });
  const failing = shared.use('a', settings, () => Promise.reject(new Error('cut')));
  await expect(failing).rejects.toThrow('cut');
  const next = await shared.use('a', settings, same);
  expect(closed).toBe(false);
  gate.resolve();
  expect(next).not.toBe(await user);
  expect(closed).toBe(true);
  shared.close();
});

it('of too many the one unused longest goes, and none in use', async () => {
  const shared = createShared({ most: 2 });
  const gate = Promise.withResolvers<void>();
  const busy = shared.use('busy', settings, async (ssh) => {
    await gate.promise;
    return ssh;
  });
  const first = await shared.use('first', settings, same);
  const second = await shared.use('second', settings, same);
  expect(await shared.use('second', settings, same)).toBe(second);
  expect(await shared.use('first', settings, same)).not.toBe(first);
  const whileBusy = shared.use('busy', settings, same);
  gate.resolve();
  expect(await whileBusy).toBe(await busy);
  shared.close();
});

it('an unused one ends after a while', async () => {
  const shared = createShared({ idleMs: 1 });
  const first = await shared.use('a', settings, same);
  await expect.poll(() => shared.use('a', settings, same)).not.toBe(first);
  shared.close();
});
