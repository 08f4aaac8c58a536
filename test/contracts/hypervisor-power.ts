import { describe, expect, it } from 'vitest';
import type { Machine } from '../../src/hypervisor.ts';
import { Stop } from '../../src/operation.ts';
import { never, type Subject, startAgain } from './subject.ts';
import { memoryTask } from './task.ts';

export function powerFacts(current: () => Subject): void {
  describe('power', () => {
    it('a start of a running machine is a conflict, in words', async () => {
      const { fixture, hypervisor, machine } = current();
      const running = await machine(fixture.running);
      await expect(hypervisor.power(running, 'start', memoryTask())).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('running'),
      });
    });

    it.for(['shutdown', 'stop', 'reboot', 'reset', 'pause', 'hibernate', 'nmi'] as const)(
      'a %s of a machine that is off is a conflict',
      async (action) => {
        const { fixture, hypervisor, machine } = current();
        const stopped = await machine(fixture.stopped);
        await expect(hypervisor.power(stopped, action, memoryTask())).rejects.toMatchObject({
          code: 'conflict',
          message: expect.stringMatching(/off|not running|stopped/),
        });
      },
    );

    const reset = async () => {
      const { fixture, hypervisor, answers } = current();
      const { guest } = current();
      const running = await answers(fixture.running);
      const lost = await guest?.start(running, ['sleep', '900'], never);
      await hypervisor.power(running, 'reset', memoryTask());
      const anew = await answers(fixture.running);
      expect(anew.state).toBe('running');
      if (!guest || !lost) return;
      const gone = guest.wait(anew, lost, { signal: never, timeoutMs: 1 });
      await expect(gone).rejects.toMatchObject({ code: 'undecided' });
    };

    it('a reset boots a machine anew that no guest tells of', async ({ skip }) => {
      skip(current().guest !== undefined, 'its guest tells more, below');
      await reset();
    });

    it('pause halts the machine and resume lets it go on', async () => {
      const { fixture, hypervisor, machine, answers } = current();
      const running = await machine(fixture.running);
      await hypervisor.power(running, 'pause', memoryTask());
      expect((await machine(fixture.running)).state).toBe('paused');
      await hypervisor.power(running, 'resume', memoryTask());
      expect((await machine(fixture.running)).state).toBe('running');
      await answers(fixture.running);
    });

    it('a hibernated machine goes on where it was, its programs too', async () => {
      const { fixture, hypervisor, machine, answers } = current();
      const { guest } = current();
      const running = await answers(fixture.running);
      const sleeping = await guest?.start(running, ['sleep', '900'], never);
      await hypervisor.power(running, 'hibernate', memoryTask());
      expect((await machine(fixture.running)).state).toBe('hibernated');
      await hypervisor.power(await machine(fixture.running), 'start', memoryTask());
      const awake = await answers(fixture.running);
      if (!guest || !sleeping) return;
      const still = guest.wait(awake, sleeping, { signal: never, timeoutMs: 1 });
      await expect(still).rejects.toMatchObject({ code: 'timeout' });
    });

    it('a reset boots the guest anew, without its programs', async ({ skip }) => {
      skip(!current().guest, 'no guest tells of its programs');
      await reset();
    });

    it('an interrupt leaves a guest running that is not set up to crash by it', async ({
      skip,
    }) => {
      skip(!current().guest, 'only a guest that answers shows that it was not harmed');
      const { fixture, hypervisor, machine, answers } = current();
      const running = await answers(fixture.running);
      const sent = await hypervisor.power(running, 'nmi', memoryTask()).then(
        () => 'sent',
        (error: { readonly code?: string }) => error.code,
      );
      expect((await machine(fixture.running)).state).toBe('running');
      await answers(fixture.running);
      skip(sent === 'unsupported', 'no interrupts here');
      expect(sent).toBe('sent');
    });

    it('a shutdown has ended when the machine is off, a start when it runs', async () => {
      const { fixture, hypervisor, machine, answers } = current();
      const running = await machine(fixture.running);
      await hypervisor.power(running, 'shutdown', memoryTask());
      expect((await machine(fixture.running)).state).toBe('stopped');
      await hypervisor.power(running, 'start', memoryTask());
      expect((await machine(fixture.running)).state).toBe('running');
      await answers(fixture.running);
    });

    it('start and stop work on a machine that is off', async () => {
      const { fixture, hypervisor, machine } = current();
      const stopped = await machine(fixture.stopped);
      await hypervisor.power(stopped, 'start', memoryTask());
      expect((await machine(fixture.stopped)).state).toBe('running');
      await hypervisor.power(stopped, 'stop', memoryTask());
      expect((await machine(fixture.stopped)).state).toBe('stopped');
    });

    it('a machine that is gone is not-found', async () => {
      const { fixture, hypervisor, machine } = current();
      const gone: Machine = {
        ...(await machine(fixture.running)),
        id: '00000000-dead-4bad-8bad-00000000dead',
        name: 'gone-1',
      };
      await expect(hypervisor.power(gone, 'start', memoryTask())).rejects.toMatchObject({
        code: 'not-found',
      });
    });

    it('a task that is cancelled before its act does nothing', async () => {
      const { fixture, hypervisor, machine } = current();
      const task = memoryTask();
      task.stop('cancelled');
      const running = await machine(fixture.running);
      await expect(hypervisor.power(running, 'stop', task)).rejects.toMatchObject({
        code: 'cancelled',
      });
      expect((await machine(fixture.running)).state).toBe('running');
    });

    it.for(['handover', 'lease-lost'] as const)(
      'a %s stops the following and leaves the hypervisor at work',
      async (reason) => {
        const { fixture, hypervisor, machine } = current();
        const task = memoryTask({ stopsAfterStep: reason });
        const running = await machine(fixture.running);
        await expect(hypervisor.power(running, 'shutdown', task)).rejects.toThrow(new Stop(reason));
        await startAgain(current(), fixture.running);
      },
    );
  });
}
