import type { Access } from '../../access/access.ts';
import { accessOf } from '../../access/in-chat.ts';
import { onCallOf, type Turn } from '../../access/on-call.ts';
import type { Person } from '../../access/people.ts';
import type { Card } from '../../card.ts';
import {
  givenCard,
  handedOverCard,
  onCallAlreadyCard,
  relievedCard,
  type Shown,
} from '../../cards/handed-over.ts';
import type { CommandContext } from '../../command.ts';
import { alertsIn } from '../alerts.ts';
import { type HeardOf, tellOfTurn } from './tell.ts';
import type { Rota } from './whose.ts';

export interface Wanted {
  readonly rota: Rota;
  readonly person: Person;
  /** Milliseconds; absent: until the turn of now ends. */
  readonly ms?: number | undefined;
  readonly reason?: string | undefined;
}

/** Gives the turn to that person from now on, and tells whom it is about. Throws `conflict` where somebody else just has. */
export async function handOver(wanted: Wanted, context: CommandContext): Promise<Card> {
  const access = accessOf(context);
  const { rota, person, ms, reason } = wanted;
  const now = context.now();
  const before = access.book().onCall.turn(rota.name, now);
  const until = ms === undefined ? endOf(access, rota.name, now) : now + ms;
  if (before?.person.id === person.id && before.until >= until) {
    return onCallAlreadyCard(rota.name, before);
  }
  const isTheirs = ms === undefined && ownTurn(access, rota.name, now)?.person.id === person.id;
  await access.handOver(
    {
      ...{ rota: rota.name, person: person.id, from: now, seen: newest(access, rota.name), reason },
      until: isTheirs ? undefined : until,
    },
    context.actor,
  );
  const [turn, next] = access.book().onCall.turns(rota.name, now, 2);
  const shown: Shown = { rota: rota.name, by: context.actor, reason, before, turn, next };
  return handedOverCard(shown, await tell(person, shown, context));
}

/** Of the turn that goes on, or of the time before the first one. */
function endOf({ book }: Pick<Access, 'book'>, rota: string, now: number): number {
  const [turn] = book().onCall.turns(rota, now, 1);
  if (turn === undefined) return now;
  return turn.from > now ? turn.from : turn.until;
}

/** As the file has it. */
function ownTurn({ file, book }: Pick<Access, 'file' | 'book'>, rota: string, now: number) {
  return onCallOf(file(), book().people).turn(rota, now);
}

function newest({ standIns }: Pick<Access, 'standIns'>, rota: string): number {
  const numbers = standIns().flatMap((one) => (one.rota === rota ? one.number : []));
  return Math.max(0, ...numbers);
}

/** Whoever did it knows of it. */
async function tell(person: Person, shown: Shown, context: CommandContext): Promise<HeardOf> {
  const access = accessOf(context);
  const asks = access.book().people.of(context.actor)?.id;
  const relieved = relievedOf(shown.before, person);
  const people = [
    ...(relieved ? [{ person: relieved, card: relievedCard(shown) }] : []),
    { person, card: givenCard(shown) },
  ].filter((one) => one.person.id !== asks);
  const hearing = { people, card: handedOverCard(shown), rota: shown.rota, here: context.place };
  return tellOfTurn(hearing, { access, alerts: alertsIn(context) });
}

function relievedOf(before: Turn | undefined, person: Person): Person | undefined {
  return before && before.person.id !== person.id ? before.person : undefined;
}
