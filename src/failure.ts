import { randomBytes } from 'node:crypto';
import type { Action, Card } from './card.ts';
import { BotError } from './errors.ts';
import type { Log } from './log.ts';

/** An error as the person sees it: what was wrong and what would be right. A bug shows only its incident. */
export function failureCard(error: unknown, log: Log): Card {
  if (!(error instanceof BotError)) return incidentCard(error, log);
  const actions = error.choices.map((command): Action => ({ label: command, command }));
  return {
    title: error.message,
    tone: error.code === 'undecided' ? 'warning' : 'danger',
    ...(error.hint !== undefined && { blocks: [{ type: 'text', text: error.hint }] }),
    ...(actions.length > 0 && { actions }),
  };
}

function incidentCard(error: unknown, log: Log): Card {
  const incident = randomBytes(4).toString('hex');
  log.error({ incident, err: error }, 'unexpected error');
  return {
    title: `Something went wrong in the bot (incident ${incident})`,
    tone: 'danger',
    blocks: [{ type: 'text', text: 'The log has the rest under this number.' }],
  };
}
