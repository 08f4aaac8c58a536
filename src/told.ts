import { type ZodType, z } from 'zod';

/**
 * What arrived from a chat, in plain data of ours: all that is needed to deal with it in another process. `seat` is
 * where something was said there, and how its answer gets back.
 */
export function toldFrom<S extends ZodType>(seat: S) {
  const groups = z.array(z.string()).optional();
  const common = { actor: z.object({ id: z.string(), name: z.string(), groups }), seat };
  return z.discriminatedUnion('type', [
    z.object({ type: z.literal('line'), ...common, line: z.string() }),
    z.object({ type: z.literal('click'), ...common, id: z.string() }),
    z.object({ type: z.literal('form'), ...common, id: z.string(), answers: z.array(z.string()) }),
  ]);
}
