import type { Turn } from '../access/on-call.ts';
import type { HeardOf } from '../alerts/on-call/tell.ts';
import { placeKey } from '../alerts/settings.ts';
import type { Action, Card, Field } from '../card.ts';
import type { Actor } from '../chat.ts';
import { listed } from '../line/usage.ts';
import { when } from '../time/moment.ts';
import { typed } from './typed.ts';

/** A turn that has just been given to somebody. */
export interface Shown {
  readonly rota: string;
  readonly by: Actor;
  readonly reason?: string | undefined;
  /** As it was before. */
  readonly before?: Turn | undefined;
  /** As it is now, and what follows it. */
  readonly turn?: Turn | undefined;
  readonly next?: Turn | undefined;
}

/** For everybody: who is on call now, instead of whom, and until when. */
export function handedOverCard(shown: Shown, heard?: HeardOf): Card {
  const { rota, turn } = shown;
  return {
    title: `${turn?.person.name ?? 'Nobody'} is on call in ${rota} now`,
    tone: (heard?.missed ?? []).length > 0 ? 'warning' : 'success',
    blocks: [
      { type: 'fields', fields: [...turnFields(shown), ...(heard ? heardFields(heard) : [])] },
    ],
    actions: [...backAction(shown), { label: 'Who is on call', command: 'alert oncall' }],
  };
}

/** For whoever had the turn. */
export function relievedCard(shown: Shown): Card {
  const { rota, turn } = shown;
  return {
    title: `You are not on call in ${rota} any more: ${turn?.person.name ?? 'nobody'} is`,
    tone: 'success',
    blocks: [{ type: 'fields', fields: turnFields(shown) }],
    actions: [{ label: 'Who is on call', command: 'alert oncall' }],
  };
}

/** For whoever got it from somebody else. */
export function givenCard(shown: Shown): Card {
  const { rota } = shown;
  return {
    title: `You are on call in ${rota} now`,
    tone: 'warning',
    blocks: [{ type: 'fields', fields: turnFields(shown) }],
    actions: [...backAction(shown), { label: 'Alerts', command: 'alert list' }],
  };
}

/** Nothing had to be changed. */
export function onCallAlreadyCard(rota: string, { person, until }: Turn): Card {
  return {
    title: `${person.name} is on call in ${rota} already`,
    blocks: [{ type: 'fields', fields: [{ label: 'Until', value: when(until) }] }],
    actions: [{ label: 'Who is on call', command: 'alert oncall' }],
  };
}

function turnFields({ before, turn, next, by, reason }: Shown): readonly Field[] {
  const instead = before?.person.id === turn?.person.id ? undefined : before?.person.name;
  const then = next?.person.name;
  return [
    ...(turn ? [{ label: 'Until', value: when(turn.until) }] : []),
    ...(then === undefined ? [] : [{ label: 'Then', value: then }]),
    ...(instead === undefined ? [] : [{ label: 'Instead of', value: instead }]),
    { label: 'By', value: by.name },
    ...(reason === undefined ? [] : [{ label: 'Why', value: reason }]),
  ];
}

function heardFields({ people, places, missed }: HeardOf): readonly Field[] {
  const told = [...people.map(({ name }) => name), ...places.map(placeKey)];
  const names = missed.map(({ name }) => name);
  return [
    ...(told.length === 0 ? [] : [{ label: 'Told', value: told.join(', ') }]),
    ...(names.length === 0
      ? []
      : [
          {
            label: 'Not told',
            value: `${listed(names, 'and')}: the bot cannot write to them from here, tell them`,
            tone: 'warning' as const,
          },
        ]),
  ];
}

/** By the file it is somebody else's: one click, and it is again. */
function backAction({ rota, turn }: Shown): readonly Action[] {
  const owner = turn?.insteadOf;
  if (owner === undefined) return [];
  const command = typed('alert oncall give', owner.id, rota);
  return [{ label: `Give back to ${owner.name}`, short: 'Give back', command }];
}
