import { personWord } from '../access/person.ts';
import type { CommandContext, Values } from '../command.ts';
import { BotError } from '../errors.ts';
import { clip } from '../line/clip.ts';
import { closest } from '../line/suggest.ts';
import { listed } from '../line/usage.ts';
import { type AuditEvent, auditEvents } from './events.ts';
import { momentFrom } from './moments.ts';
import type { AuditFilter } from './trail.ts';

/** What `audit list` and `audit export` choose by. */
export const filterOptions = {
  person: {
    type: 'text',
    of: 'person',
    description: 'Whose: me, a name, a mention, or slack:U123',
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
    such: auditEvents,
    description: `Of which kind: ${auditEvents.slice(0, 6).join(', ')}, …`,
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

/** Throws `invalid` for a moment or a kind of row that is none: no row would fit, and that could be believed. */
export async function filterFrom(
  values: Values<typeof filterOptions>,
  context: CommandContext,
): Promise<AuditFilter> {
  const { person, machine, event, since, until, task } = values;
  const clock = { now: context.now, zone: context.zone };
  return {
    person: person === undefined ? undefined : personFrom(person, context),
    machine: machine === undefined ? undefined : await machineFrom(machine, context),
    event: event === undefined ? undefined : eventFrom(event),
    since: since === undefined ? undefined : momentFrom(since, clock),
    until: until === undefined ? undefined : momentFrom(until, clock),
    task,
  };
}

function personFrom(word: string, { actor, access }: CommandContext): string {
  if (word === 'me') return access?.book().people.of(actor)?.id ?? personWord(actor);
  return word.replace(/^<@!?([A-Za-z0-9]+)(?:\|[^>]*)?>$/, `${actor.platform}:$1`);
}

function eventFrom(word: string): AuditEvent {
  const found = auditEvents.find((one) => one === word.toLowerCase());
  if (found) return found;
  const [near] = closest(word, auditEvents);
  throw new BotError('invalid', `No row of the audit is of the kind ${clip(word)}`, {
    hint: `Nothing was changed. ${near ? `Did you mean ${near}? ` : ''}There are ${listed(auditEvents)}.`,
  });
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
