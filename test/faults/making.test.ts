import { describe, expect, it } from 'vitest';
import { ended, openBot, send } from './bot.ts';
import { sharedSite } from './site.ts';

const patience = { timeout: 120_000 };
const create = 'vm create new-1 --image debian-13.qcow2';

describe.concurrent('making machines under bad conditions', () => {
  it(
    'of two who want one name at the same time, one gets it and the other is told',
    patience,
    async () => {
      await using site = await sharedSite({ speed: 0.5 });
      const [one, other] = [await openBot(site), await openBot(site)];
      try {
        const first = await send(one, create);
        const second = await send(other, create);
        expect((await ended(one, first)).state).toBe('done');
        const end = await ended(other, second);
        expect(end.state).toBe('failed');
        expect(end.card.title).toContain('there is already a machine new-1');
        expect(site.accepted('machine.create')).toBe(1);
      } finally {
        await other.close();
        await one.close();
      }
    },
  );

  it(
    'a clone that is cancelled half way leaves its source free and no copy',
    patience,
    async () => {
      await using site = await sharedSite({ speed: 1 });
      const app = await openBot(site);
      try {
        const task = await send(app, 'vm clone lab-03 lab-13');
        await app.store.cancel(task, { platform: 'terminal', id: 'anna', name: 'anna' });
        const end = await ended(app, task);
        expect(end.state).toBe('cancelled');
        // The same line is taken again: neither the name nor the source is held.
        const again = await send(app, 'vm clone lab-03 lab-13 --linked');
        expect((await ended(app, again)).state).toBe('done');
      } finally {
        await app.close();
      }
    },
  );

  it(
    'a machine that came to be deleted while it was planned to be deleted is told, not deleted twice',
    patience,
    async () => {
      await using site = await sharedSite();
      const app = await openBot(site);
      try {
        const [first, second] = [
          await send(app, 'vm delete lab-03 --yes'),
          await send(app, 'vm delete lab-03 --yes').catch(() => undefined),
        ];
        expect((await ended(app, first)).state).toBe('done');
        if (second !== undefined) expect((await ended(app, second)).state).toBe('failed');
        expect(site.accepted('machine.delete')).toBe(1);
      } finally {
        await app.close();
      }
    },
  );
});
