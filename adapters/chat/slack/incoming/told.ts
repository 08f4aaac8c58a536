import { z } from 'zod';
import { toldFrom } from '../../../../src/told.ts';

/** Where something was said, and how its answer gets there. */
export const seat = z.object({
  /** The channel; a person's id where it is a page or a direct message of theirs. */
  channel: z.string(),
  thread: z.string().optional(),
  /** Only this person and the bot read here. */
  direct: z.boolean(),
  /** Good for 5 answers within 30 minutes: https://docs.slack.dev/interactivity/handling-user-interaction */
  responseUrl: z.string().optional(),
});

export type Seat = z.infer<typeof seat>;

/** What arrived there. */
export const told = toldFrom(seat);

export type Told = z.infer<typeof told>;

/** What arrived, under Slack's own id of it; the same when Slack sends it again. */
export interface Arrived {
  readonly key: string;
  readonly told: Told;
  /** Opens a form, for 3 s; worth nothing in another process. */
  readonly trigger?: string | undefined;
}
