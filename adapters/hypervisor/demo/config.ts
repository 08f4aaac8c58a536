import { z } from 'zod';
import { campusSize } from './world/fleet.ts';

/** `kind: demo`. */
export const Config = z.strictObject({
  /** How long everything takes, as a share of what is believable: 1 for people, 0.01 for tests. */
  speed: z.number().positive().max(10).default(1),
  /** Whether tasks fail and warn now and then, as they do in life. */
  failures: z.boolean().default(true),
  /** How many machines: the campus of twelve, or a crowd for measuring. */
  machines: z.int().min(1).max(10_000).default(campusSize),
});
export type Config = z.infer<typeof Config>;
