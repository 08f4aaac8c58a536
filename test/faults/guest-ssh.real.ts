import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownKey } from '../../src/guest/ssh/key.ts';
import type { Moment } from '../../src/runner/task.ts';
import { openSshd } from '../guest/ssh/sshd.ts';
import { ended, openBot, send } from './bot.ts';
import { type SharedSite, sharedSite } from './site.ts';
import { kill } from './strike.ts';

const { signal } = new AbortController();
let sshd: Awaited<ReturnType<typeof openSshd>>;

beforeAll(async () => {
  sshd = await openSshd();
});
afterAll(() => sshd.close());

/** A demo machine whose guest is reached over the real ssh of this machine. */
async function setUp(site: SharedSite): Promise<void> {
  const { publicKey } = await ownKey(join(dirname(site.config), 'guest-ssh'), signal);
  await sshd.letIn(`${sshd.way.publicKey}\n${publicKey}\n`);
  const app = await openBot(site);
  const { user, address, port } = sshd.way;
  const set = await send(app, `guest setup web-1 --ssh ${user}@${address}:${port} --yes`);
  expect(await ended(app, set)).toMatchObject({ state: 'done', card: { tone: 'success' } });
  await app.close();
}

/** What the next bot makes of a run whose bot was killed, and what the guest has done. */
async function killedAt(moment: Moment, step: string) {
  await using site = await sharedSite();
  await setUp(site);
  const trace = join(dirname(site.config), 'trace');
  const text = `echo began >>${trace}; sleep 1; echo ended >>${trace}; echo kept`;
  await kill({ ...site, line: `guest run web-1 sh -c "${text}"`, step, moment });
  const next = await openBot(site);
  try {
    const [task] = await next.store.listTasks({ ended: true, limit: 1 });
    const end = await ended(next, task?.id ?? 0);
    return { end, did: await readFile(trace, 'utf8').catch(() => '') };
  } finally {
    await next.close();
  }
}

describe('a bot that is killed while a program runs in a guest over ssh', () => {
  it.each([
    ['before-intent', 'start'],
    ['after-record', 'start'],
    ['after-intent', 'wait'],
    ['before-do', 'wait'],
  ] as const)(
    '%s of "%s", is followed by the next: it ran once, and its output is there',
    async (moment, step) => {
      const { end, did } = await killedAt(moment, step);
      expect(end).toMatchObject({
        state: 'done',
        card: { tone: 'success', blocks: [{ type: 'code', text: 'kept\n' }] },
      });
      expect(end.card.footer).toContain('resumed after an interruption');
      expect(did).toBe('began\nended\n');
    },
  );

  it('after-do of "start", leaves it to a person whether it runs: it is started no second time', async () => {
    const { end, did } = await killedAt('after-do', 'start');
    expect(end.state).toBe('undecided');
    expect(did.match(/began/g)).toHaveLength(1);
  });

  it('after-do of "wait", when the guest has been told to forget it, is said to be unknown', async () => {
    const { end, did } = await killedAt('after-do', 'wait');
    expect(end.state).toBe('undecided');
    expect(did).toBe('began\nended\n');
  });
});
