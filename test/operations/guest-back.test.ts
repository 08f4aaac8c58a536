import { expect, it } from 'vitest';
import { guestBack } from '../../src/operations/guest-back.ts';
import { memoryTask } from '../contracts/task.ts';
import { guest, machine } from '../doubles/hypervisor.ts';

it('an agent that does not come back in time is a note, and the clock is not said to be set', async () => {
  const channel = guest({
    probe: async () => ({ answers: false, why: 'booting' }),
    setClock: () => Promise.reject(new Error('it was asked')),
  });
  const task = memoryTask();
  const back = { channel, machine: machine('e1'), label: 'e1' };
  const notes = await guestBack(back, task, {
    answeredBefore: true,
    clockShows: 'the time of the snapshot',
    limitMs: 1_000,
  });
  expect(notes).toEqual([
    'The agent of e1 answered before, but has not within 1 s since. What it lacks: guest setup e1. ' +
      "The guest's clock may still show the time of the snapshot.",
  ]);
  expect(task.progress).toContainEqual({ note: 'Waiting until the agent of e1 answers again' });
});

it.each([undefined, true])(
  'nobody waits for a guest that can never answer (answered before: %s)',
  async (answeredBefore) => {
    const asked: string[] = [];
    const channel = guest({
      async probe({ name }) {
        asked.push(name);
        return { answers: false, why: 'e1 has no channel for a guest agent', never: true };
      },
      setClock: () => Promise.reject(new Error('it was asked')),
    });
    const task = memoryTask();
    const notes = await guestBack({ channel, machine: machine('e1'), label: 'e1' }, task, {
      answeredBefore,
      clockShows: 'the time at which it fell asleep',
      limitMs: 3_600_000,
    });
    expect(notes).toEqual([
      'Nobody waited for the guest of e1: e1 has no channel for a guest agent. ' +
        "The guest's clock may still show the time at which it fell asleep.",
    ]);
    expect(asked).toEqual(['e1']);
    expect(task.progress).toEqual([]);
  },
);
