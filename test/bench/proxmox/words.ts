import { z } from 'zod';

/** What the bench asks of the process that runs the double. */
export const Asked = z.object({
  id: z.int(),
  ask: z.discriminatedUnion('do', [
    z.object({ do: z.literal('open'), machines: z.int(), nodes: z.int(), latencyMs: z.number() }),
    /** The calls since the last time this was asked. */
    z.object({ do: z.literal('calls') }),
    /** The next tasks go on until they are let go. */
    z.object({ do: z.literal('hold'), times: z.int() }),
    /** Lets them go, waits until all have ended, and tells when that was. */
    z.object({ do: z.literal('release') }),
  ]),
});
export type Ask = z.infer<typeof Asked>['ask'];

export const Answered = z.object({
  id: z.int(),
  value: z.unknown().optional(),
  error: z.string().optional(),
});

/** Where the double is, and with what it is opened. */
export const Place = z.object({
  url: z.string(),
  fingerprint: z.string(),
  id: z.string(),
  secret: z.string(),
});
export type Place = z.infer<typeof Place>;

/** Milliseconds since the epoch on the clock that both processes share, in fractions. */
export function clock(): number {
  return performance.timeOrigin + performance.now();
}
