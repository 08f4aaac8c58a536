import { z } from 'zod';

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

const common = { actor: z.object({ id: z.string(), name: z.string() }), seat };

/** What arrived, in plain data of ours: all that is needed to deal with it in another process. */
export const told = z.discriminatedUnion('type', [
  z.object({ type: z.literal('line'), ...common, line: z.string() }),
  z.object({ type: z.literal('click'), ...common, id: z.string() }),
  z.object({ type: z.literal('form'), ...common, id: z.string(), answers: z.array(z.string()) }),
]);

export type Told = z.infer<typeof told>;

/** What arrived, under Slack's own id of it; the same when Slack sends it again. */
export interface Arrived {
  readonly key: string;
  readonly told: Told;
  /** Opens a form, for 3 s; worth nothing in another process. */
  readonly trigger?: string | undefined;
}
