import type { CommandContext, Values } from '../command.ts';
import { BotError } from '../errors.ts';
import { momentFrom } from './moments.ts';
import type { AuditFilter } from './trail.ts';

const events = [
  'answered',
  'refused',
  'asked',
  'declined',
  'confirmed',
  'accepted',
  'cancelled',
  'settled',
  'ended',
  'granted',
  'revoked',
  'pruned',
] as const;

/** What `audit list` and `audit export` choose by. */
export const filterOptions = {
  person: {
    type: 'text',
    of: 'person',
    description: 'Whose: a name, a mention, or slack:U123',
    required: false,
    positional: false,
  },
  machine: {
    type: 'text',
    description: 'On which machine: its name, also one that is gone',
    required: false,
    positional: false,
  },
  event: {
    type: 'text',
    description: `Of which kind: ${events.slice(0, 6).join(', ')}, …`,
    required: false,
    positional: false,
  },
  since: {
    type: 'text',
    description: 'From when on: 2d, 12h, 2026-11-03',
    required: false,
    positional: false,
  },
  until: {
    type: 'text',
    description: 'Up to when: 2d, 12h, 2026-11-03',
    required: false,
    positional: false,
  },
  task: { type: 'task', description: 'Of which task', required: false, positional: false },
} as const;

/** Throws `invalid` for a moment that is none. */
export async function filterFrom(
  values: Values<typeof filterOptions>,
  context: CommandContext,
): Promise<AuditFilter> {
  const { person, machine, event, since, until, task } = values;
  const clock = { now: context.now, zone: context.zone };
  return {
    person: person?.replace(/^<@!?([A-Za-z0-9]+)(?:\|[^>]*)?>$/, `${context.actor.platform}:$1`),
    machine: machine === undefined ? undefined : await machineFrom(machine, context),
    event,
    since: since === undefined ? undefined : momentFrom(since, clock),
    until: until === undefined ? undefined : momentFrom(until, clock),
    task,
  };
}

/** One that is gone, or does not answer, is looked for by its name alone. */
async function machineFrom(word: string, { fleet, signal }: CommandContext) {
  const found = await fleet.machine(word, signal, { onlyShown: true }).catch((error: unknown) => {
    if (error instanceof BotError) return undefined;
    throw error;
  });
  const targets = found ? [`machine:${found.machine.site}/${found.machine.id}`] : [];
  return { word, targets };
}
