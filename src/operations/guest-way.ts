import { z } from 'zod';
import { waysOf } from '../capability.ts';
import type { Card } from '../card.ts';
import type { ResolvedMachine } from '../command.ts';
import { checkAgain, keyBlocks } from '../guest/setup/lines.ts';
import { type GuestWay, wayWords } from '../guest/ssh/way.ts';
import type { GuestProbe } from '../hypervisor/guest.ts';
import {
  claimMachine,
  defineOperation,
  type OperationData,
  takesNothingDown,
} from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { reach } from './reach.ts';

const Way = z.object({
  user: z.string(),
  address: z.string(),
  port: z.int(),
  viaHost: z.boolean(),
  hostKey: z.string(),
  publicKey: z.string(),
});
const Input = z.object({ target: TargetMachine, way: Way });
type Input = z.infer<typeof Input>;

/** Remembers a way into a guest, then tries it. */
export const guestWay = defineOperation<Input>({
  kind: 'guest.way',
  deadlineMs: 2 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ target, way }, context) {
    const { task } = context;
    const ways = waysOf(context);
    const { machine, hypervisor } = await reach(target.ref, context);
    await task.step('remember the way', {
      async do() {
        await ways.save(machine, way);
        return true;
      },
    });
    task.report({ note: `Trying ${wayWords(way)}` });
    const probe = await ways.channel(hypervisor, way).probe(machine, task.signal);
    return { state: 'done', card: triedCard(target.label, way, probe) };
  },
});

function triedCard(label: string, way: GuestWay, probe: GuestProbe): Card {
  if (probe.answers) {
    return {
      title: `The guest of ${label} is reached over ssh`,
      tone: 'success',
      blocks: [{ type: 'text', text: `${wayWords(way)} answers.` }],
    };
  }
  return {
    title: `The way to the guest of ${label} is kept, but it does not answer yet`,
    tone: 'warning',
    blocks: [{ type: 'text', text: `${probe.why}.` }, ...keyBlocks(way)],
    actions: [checkAgain(label)],
  };
}

const Forgotten = z.object({ target: TargetMachine });
type Forgotten = z.infer<typeof Forgotten>;

export const guestForget = defineOperation<Forgotten>({
  kind: 'guest.forget',
  deadlineMs: 60_000,
  parse: (input) => Forgotten.parse(input),
  takesDown: takesNothingDown,
  async run({ target }, context) {
    await context.task.step('forget the way', {
      async do() {
        await waysOf(context).forget(target.ref);
        return true;
      },
    });
    return {
      state: 'done',
      card: {
        title: `${target.label} is not reached over ssh any more`,
        tone: 'success',
        actions: [checkAgain(target.label)],
      },
    };
  },
});

export function wayOperation(resolved: ResolvedMachine, way: GuestWay): OperationData {
  return {
    kind: guestWay.kind,
    title: `Reach the guest of ${resolved.label} over ssh`,
    input: { target: targetOf(resolved), way } satisfies Input,
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'shared')],
  };
}

export function forgetOperation(resolved: ResolvedMachine): OperationData {
  return {
    kind: guestForget.kind,
    title: `Forget the ssh of ${resolved.label}`,
    input: { target: targetOf(resolved) } satisfies Forgotten,
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'shared')],
  };
}
