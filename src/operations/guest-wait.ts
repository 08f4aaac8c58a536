import { z } from 'zod';
import { guestOf } from '../capability.ts';
import type { Card } from '../card.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import { pause } from '../flow/wait.ts';
import { span } from '../format.ts';
import { reachable } from '../guest/addresses.ts';
import { notRunning } from '../guest/running.ts';
import {
  defineOperation,
  type OperationContext,
  type OperationData,
  takesNothingDown,
} from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { knownOrNot } from './now.ts';

/** Seconds that a guest gets to answer when nothing else is said, and at most. */
export const DEFAULT_WAIT_SECONDS = 300;
export const MAX_WAIT_SECONDS = 3_600;

/** Milliseconds between two questions; more often would wear on a guest that boots. */
const PAUSE = 2_000;

const Input = z.object({ target: TargetMachine, seconds: z.number() });
type Input = z.infer<typeof Input>;

export const guestWait = defineOperation<Input>({
  kind: 'guest.wait',
  // A waiting that was handed over begins anew.
  deadlineMs: 2 * MAX_WAIT_SECONDS * 1_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ target, seconds }, context) {
    const began = performance.now();
    const addresses = await untilAnswers({ target, seconds }, context);
    const card: Card = {
      title: `${target.label} answers`,
      tone: 'success',
      blocks: [
        {
          type: 'fields',
          fields: [
            { label: 'Host', value: target.ref.host },
            { label: 'Waited', value: span(performance.now() - began) },
            { label: 'Addresses', value: addresses ?? 'unknown' },
          ],
        },
      ],
      actions: [{ label: 'Show', command: typed('vm show', target.label) }],
    };
    return { state: 'done', card };
  },
});

export function waitOperation(resolved: ResolvedMachine, seconds: number): OperationData {
  return {
    kind: guestWait.kind,
    title: `Wait until ${resolved.label} answers`,
    input: { target: targetOf(resolved), seconds } satisfies Input,
    sites: [resolved.machine.site],
    // Nothing is in the way of who only looks, and who only looks is in nobody's.
    claims: [],
  };
}

/** Asks again and again; a machine that stops meanwhile will not answer. */
async function untilAnswers(
  { target, seconds }: Input,
  context: OperationContext,
): Promise<string | undefined> {
  const { task } = context;
  const ends = performance.now() + seconds * 1_000;
  for (;;) {
    const { machine, hypervisor } = await context.machine(target.ref);
    const channel = guestOf(hypervisor);
    if (machine.state !== 'running') throw notRunning({ machine, hypervisor, label: target.label });
    const probe = await channel.probe(machine, task.signal);
    if (probe.answers) {
      const all = await knownOrNot(() => channel.addresses(machine, task.signal));
      return all && (reachable(all).join(', ') || 'none');
    }
    if (probe.tellsAddresses) {
      const why = `${target.label} cannot be waited for: ${probe.why}`;
      throw new BotError('unsupported', why, { hint: probe.hint });
    }
    if (performance.now() >= ends) {
      throw new BotError(
        'timeout',
        `${target.label} did not answer in ${seconds} s: ${probe.why}`,
        {
          hint: probe.hint,
        },
      );
    }
    task.report({ note: `not yet: ${probe.why}` });
    await pause(PAUSE, task.signal);
  }
}
