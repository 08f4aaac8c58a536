import { z } from 'zod';

/** Where something was said, and how its answer gets there. */
export const seat = z.object({
  /** The channel or thread; Discord makes no difference between the two. */
  channel: z.string(),
  /** Only this person and the bot read here. */
  direct: z.boolean(),
  application: z.string(),
  /** Discord's id of what was asked, and the token that answers it for 15 minutes. */
  interaction: z.string(),
  token: z.string(),
  /** A message had the button or opened the form. */
  onMessage: z.boolean(),
});

export type Seat = z.infer<typeof seat>;

const common = { actor: z.object({ id: z.string(), name: z.string() }), seat };

/** What arrived, in plain data of ours: all that is needed to deal with it in another process. */
export const told = z.discriminatedUnion('type', [
  z.object({ type: z.literal('line'), ...common, line: z.string() }),
  z.object({ type: z.literal('click'), ...common, id: z.string() }),
  z.object({ type: z.literal('form'), ...common, id: z.string(), answers: z.array(z.string()) }),
]);

export type Told = z.infer<typeof told>;

/** What arrived, under Discord's own id of it; the same when Discord sends it again. */
export interface Arrived {
  readonly key: string;
  readonly told: Told;
}
