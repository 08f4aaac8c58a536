import { z } from 'zod';
import type { Card, Tone } from '../card.ts';
import { memberRows, membersOnTheWay } from '../cards/members.ts';
import { pause } from '../flow/wait.ts';
import { count } from '../format.ts';
import {
  defineOperation,
  type Ending,
  isOpen,
  type Member,
  type OperationData,
  onlyStopsFollowing,
  takesNothingDown,
} from '../operation.ts';

/** Milliseconds between two looks at the members, and for each of them: a thousand are not asked for all the time. */
const PAUSE = 500;
const PAUSE_EACH = 3;
/** Each member has a deadline of its own; a group outlasts them, also where they queue behind each other. */
const WEEK = 7 * 24 * 60 * 60_000;

const Input = z.object({ title: z.string() });
type Input = z.infer<typeof Input>;

/** Several operations of one plan: one card with a row each, one count, one cancel. It claims and acts on nothing. */
export const group = defineOperation<Input>({
  kind: 'group',
  deadlineMs: WEEK,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ title }, { task, members }) {
    let cancelling = false;
    for (;;) {
      const all = await members.list();
      const left = all.filter(({ state }) => isOpen(state)).length;
      if (left === 0) return ending(title, all);
      if (task.signal.aborted && onlyStopsFollowing(task.signal.reason)) throw task.signal.reason;
      if (task.signal.aborted && !cancelling) {
        cancelling = true;
        await members.cancel();
      }
      task.report({
        fraction: 1 - left / all.length,
        note: `${all.length - left} of ${count(all.length, 'task')} ended`,
        blocks: membersOnTheWay(all),
      });
      // A cancelled group still waits for its members: they say how they truly ended.
      const ms = Math.max(PAUSE, PAUSE_EACH * all.length);
      await pause(ms, cancelling ? new AbortController().signal : task.signal).catch(() => {});
    }
  },
});

export function groupOperation(title: string): OperationData {
  return { kind: group.kind, title, input: { title } satisfies Input, sites: [], claims: [] };
}

function ending(title: string, all: readonly Member[]): Ending {
  const done = all.filter(({ state }) => state === 'done').length;
  const cancelled = all.some(({ state }) => state === 'cancelled');
  const state = done === all.length ? 'done' : cancelled ? 'cancelled' : 'failed';
  const card: Card = {
    title: `${title}: ${done === all.length ? 'all done' : `${done} of ${all.length} done`}`,
    tone: toneOf(done, all.length),
    blocks: [memberRows(all)],
  };
  return { state, card };
}

function toneOf(done: number, all: number): Tone {
  if (done === all) return 'success';
  return done === 0 ? 'danger' : 'warning';
}
