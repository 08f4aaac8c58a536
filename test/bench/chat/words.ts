import { z } from 'zod';

/** What the bench asks of the process that runs the doubles, and what it answers. */

const line = z.object({ channel: z.int(), line: z.string() });
/** A machine's answer is known by its name and this word. */
const wanted = z.object({ channel: z.int(), machine: z.string(), word: z.string() });

const open = z.object({
  do: z.literal('open'),
  name: z.string(),
  platform: z.enum(['slack', 'discord']),
  channels: z.int(),
  rates: z.boolean(),
});
const burst = z.object({
  do: z.literal('burst'),
  name: z.string(),
  lines: z.array(line),
  perSecond: z.number(),
});
const missing = z.object({ do: z.literal('missing'), name: z.string(), wanted: z.array(wanted) });
const type = z.object({
  do: z.literal('type'),
  name: z.string(),
  ...line.shape,
  /** The answer is whole only with its files. */
  files: z.boolean(),
});

export const Asked = z.object({
  id: z.int(),
  ask: z.discriminatedUnion('do', [open, burst, missing, type]),
});
export type Ask = z.infer<typeof Asked>['ask'];
export type Open = z.infer<typeof open>;
export type Burst = z.infer<typeof burst>;
export type Line = z.infer<typeof line>;
export type Wanted = z.infer<typeof wanted>;

export const Answered = z.object({
  id: z.int(),
  value: z.unknown(),
  error: z.string().optional(),
});

/** Where a double is, and who types there. */
export const Account = z.object({
  apiUrl: z.string(),
  token: z.string(),
  appToken: z.string(),
  applicationId: z.string(),
  person: z.string(),
});
export type Account = z.infer<typeof Account>;

export const Took = z.object({
  /** Milliseconds to each acknowledgement, as the platform saw it. */
  acks: z.array(z.number()),
  tookMs: z.number(),
  cpuMs: z.number(),
  stallMs: z.number(),
});

export const Missing = z.array(z.string());

/** One answer to one line. */
export const Typed = z.object({
  /** Milliseconds from the arrival of the line to the last byte of the answer. */
  ms: z.number(),
});
