import type { CommandContext } from '../../command.ts';
import { BotError } from '../../errors.ts';
import { alertsIn } from '../alerts.ts';
import { mayOn } from '../engine/seen.ts';
import type { KeptSilence } from '../records.ts';
import { heldTo, subjectsOn } from './mute-target.ts';

/** Those that have not ended, of which the person may see something: what they are on fits something of theirs. */
export async function seenMutes(
  context: Pick<CommandContext, 'alerts' | 'fleet' | 'may' | 'now' | 'signal'>,
): Promise<readonly KeptSilence[]> {
  const all = await alertsIn(context).silences();
  const open = all.filter(({ until }) => until > context.now());
  const sites = context.fleet.sites.map(({ site }) => site.name);
  if (open.length === 0 || context.may('alert.read', { sites })) return open;
  const fitting = await Promise.all(open.map(({ on }) => subjectsOn(on, context)));
  return open.filter((_, at) =>
    fitting[at]?.some((subject) => mayOn(context, 'alert.read', subject)),
  );
}

/** One that the person may end: that they might have begun. Throws `not-found` and `forbidden`. */
export async function findMute(number: number, context: CommandContext): Promise<KeptSilence> {
  const found = (await seenMutes(context)).find((one) => one.number === number);
  if (found === undefined) {
    throw new BotError('not-found', `There is no mute ${number}`, {
      hint: 'Nothing was changed. alert list shows them.',
    });
  }
  heldTo(found.on, await subjectsOn(found.on, context), context);
  return found;
}
