import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import type { ApprovalFate } from './approval-victim.ts';
import { anna, ben, openApproving, say } from './approving.ts';
import { sharedSite } from './site.ts';

const victim = fileURLToPath(new URL('approval-victim.ts', import.meta.url));
const line = 'vm stop web-1';

describe.concurrent('an approval whose bot is killed with kill -9', () => {
  it.each(['received', 'before-intent', 'after-do'] as const)(
    'at %s of it begins what was asked for once, and the audit has the whole chain',
    { timeout: 120_000 },
    async (moment) => {
      await using site = await sharedSite();
      const { url, config } = site;
      const first = await openApproving({ url, config });
      const { button: confirms } = await say(first, { line, actor: anna });
      const { handled } = await say(first, { line, actor: anna, confirms });
      const id = handled.approval ?? expect.unreachable();
      const { fingerprint } = await first.store.approvals.find(id);
      await first.close();

      const approve = `approval approve ${id} --seen=${fingerprint}`;
      const click = { line: approve, actor: ben, key: 'test:click' };
      const fate: ApprovalFate = { url, config, click, moment };
      const died = await execa(process.execPath, [victim, JSON.stringify(fate)], { reject: false });
      expect(died.signal, died.stderr).toBe('SIGKILL');

      const next = await openApproving({ url, config });
      try {
        const left = await next.bot.leftBehind('test');
        expect(left).toHaveLength(moment === 'received' ? 1 : 0);
        for (const { event } of left) {
          expect(event).toEqual(click);
          await say(next, click);
        }
        const { state, operation = 0 } = await next.store.approvals.find(id);
        expect(state).toBe('approved');
        const end = await next.bot.follow(operation, { signal: AbortSignal.timeout(60_000) });
        expect(end.state).toBe('done');
        expect(site.accepted('stop')).toBe(1);
        // The platform sends the click once more, and ben clicks again.
        expect(await next.bot.receive({ key: click.key, platform: 'test', event: click })).toBe(
          false,
        );
        expect((await say(next, { line: approve, actor: ben })).handled.outcome).toBe('refused');
        expect(site.accepted('stop')).toBe(1);

        const rows = await next.store.trail.list({}, { limit: 99, oldestFirst: true });
        expect(rows.map(({ event, actor }) => `${event} ${actor.name}`)).toEqual([
          'asked anna',
          'approval-asked anna',
          'accepted anna',
          'approved ben',
          'ended anna',
          'refused ben',
        ]);
        const told = rows.filter(({ event }) => ['accepted', 'approved', 'ended'].includes(event));
        expect(told.map((row) => row.operation)).toEqual([operation, operation, operation]);
        const signal = AbortSignal.timeout(60_000);
        expect((await next.store.trail.verify({ heads: [], signal })).findings).toEqual([]);
      } finally {
        await next.close();
      }
    },
  );
});
