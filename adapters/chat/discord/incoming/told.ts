import { z } from 'zod';
import { toldFrom } from '../../../../src/told.ts';

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

/** What arrived there. */
export const told = toldFrom(seat);

export type Told = z.infer<typeof told>;

/** What arrived, under Discord's own id of it; the same when Discord sends it again. */
export interface Arrived {
  readonly key: string;
  readonly told: Told;
}
