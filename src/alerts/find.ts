import type { CommandContext } from '../command.ts';
import { BotError } from '../errors.ts';
import { alertsIn } from './alerts.ts';
import { mayOnAll, seenOf } from './engine/seen.ts';
import type { KeptIncident } from './records.ts';

/** As the person may see it. Throws `not-found`, also for one of which they may see nothing. */
export async function findAlert(number: number, context: CommandContext): Promise<KeptIncident> {
  const seen = seenOf(await alertsIn(context).find(number), context);
  if (seen) return seen;
  throw new BotError('not-found', `There is no alert ${number} that you may see`, {
    hint: 'alert list shows yours.',
  });
}

/** One that the person may change, as a whole. Throws `not-found` and `forbidden`. */
export async function findOwnAlert(
  number: number,
  permission: 'alert.ack' | 'alert.mute',
  context: CommandContext,
): Promise<KeptIncident> {
  await findAlert(number, context);
  const whole = await alertsIn(context).find(number);
  if (mayOnAll(whole, context, permission)) return whole;
  throw new BotError(
    'forbidden',
    `You do not have the right ${permission} on all of alert ${number}`,
    {
      hint: 'Nothing was changed. It is also about what is not yours.',
    },
  );
}
