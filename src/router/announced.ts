import { onlyLooks } from '../access/permission.ts';
import type { Card } from '../card.ts';
import type { Incoming } from '../chat.ts';
import type { Plan } from '../command.ts';
import type { RouterParts } from '../router.ts';
import { audienceOf } from './audience.ts';
import { answerOf, type Running } from './replan.ts';

type Parts = Pick<RouterParts, 'audience' | 'guard' | 'turn'>;

/**
 * What the command says, once the platform has heard who will see it. What only looks does so meanwhile; what may change
 * something begins when that was heard.
 */
export async function answerAnnounced(
  parts: Parts,
  incoming: Incoming,
  running: Running,
): Promise<Card | Plan> {
  const { command } = running;
  const heard = incoming.reply.defer(audienceOf(parts, incoming, command));
  if (!onlyLooks(command)) await heard;
  const find = async () => {
    await parts.turn?.();
    return answerOf(running, parts);
  };
  const [answer] = await Promise.all([find(), heard]);
  return answer;
}
