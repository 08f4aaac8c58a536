import { z } from 'zod';
import { defaultRetention, type Retention } from '../store/retention.ts';

const days = z
  .int('wants whole days')
  .min(1, 'wants at least 1 day')
  .max(36_500, 'wants at most 36500 days');

/** `retention:` in the configuration; days. */
export const retention = z
  .strictObject({
    tasks: days.default(defaultRetention.tasks),
    audit: days.default(defaultRetention.audit),
    confirmations: days.default(defaultRetention.confirmations),
  })
  .transform((given): Retention => given);

/** `atOnce:` in the configuration: the most tasks at once on one host. */
export const atOnce = z
  .int('wants a whole number')
  .min(1, 'wants at least 1')
  .max(1_000, 'wants at most 1000');

/** `waiting:` in the configuration: how long a task may wait before it begins. */
export const waiting = z.strictObject({
  minutes: z
    .number()
    .min(1, 'wants at least 1 minute')
    .max(7 * 24 * 60, 'wants at most a week'),
});

/** `replica:` in the configuration: `atOnce` is the most tasks at once in one process. */
export const replica = z.strictObject({ atOnce }).partial();
