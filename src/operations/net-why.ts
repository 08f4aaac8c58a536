import { z } from 'zod';
import type { ResolvedMachine } from '../command.ts';
import { collect } from '../connectivity/facts/collect.ts';
import { whyCard } from '../connectivity/why/card.ts';
import { explain } from '../connectivity/why/explain.ts';
import { defineOperation, type OperationData, takesNothingDown } from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';

const Input = z.object({ a: TargetMachine, b: TargetMachine, seen: z.array(z.string()) });
type Input = z.infer<typeof Input>;

/** The first link that is broken between two machines. It is done once it has an answer, whatever that is. */
export const netWhy = defineOperation<Input>({
  kind: 'net.why',
  deadlineMs: 10 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run(input, context) {
    const facts = await context.task.step('ask both ends', {
      do: () => collect(input, context),
    });
    return { state: 'done', card: whyCard(facts, explain(facts)) };
  },
});

export function whyOperation(
  a: ResolvedMachine,
  b: ResolvedMachine,
  seen: readonly string[],
): OperationData {
  return {
    kind: netWhy.kind,
    title: `Why ${a.label} and ${b.label} can or cannot talk`,
    input: { a: targetOf(a), b: targetOf(b), seen: [...seen] } satisfies Input,
    sites: [...new Set([a.machine.site, b.machine.site])],
    claims: [],
  };
}
