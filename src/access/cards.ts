import type { Action, Block, Card } from '../card.ts';
import type { Actor } from '../chat.ts';
import { ago } from '../format.ts';
import type { Access } from './access.ts';
import { personWord } from './person.ts';

/** What an admin gets when somebody asks. A name is what its owner made of it: the identity stands beside it. */
export function requestCard(person: Actor, role: string): Card {
  const word = personWord(person);
  const some = `access grant ${word} ${role} tag:lab`;
  return {
    title: `${person.name} asks to be ${role}`,
    tone: 'warning',
    blocks: [
      { type: 'fields', fields: [{ label: 'Person', value: word }] },
      {
        type: 'text',
        text: `${roleWords} The buttons give it on everything; on some machines only it is given with ${some}, as an example.`,
      },
    ],
    actions: answers(person, role),
  };
}

/** The role asked for is always among them; admin and those of the file only where they were asked for. */
export function answers(person: Actor, role: string): readonly Action[] {
  const word = personWord(person);
  const plain = ['viewer', 'operator'];
  const offered = plain.includes(role) ? plain : [...plain, role];
  return [
    ...offered.map((one) => ({ label: `Grant ${one}`, command: `access grant ${word} ${one}` })),
    { label: 'Refuse', command: `access refuse ${word}` },
  ];
}

export const roleWords =
  'A viewer sees the fleet, an operator changes machines, an admin also says who may do what.';

export function grantedCard(person: Actor, role: string, on?: string): Card {
  return {
    title: `${person.name} is ${role}${on === undefined ? '' : ` on ${on}`} now`,
    tone: 'success',
    blocks: [{ type: 'fields', fields: [{ label: 'Person', value: personWord(person) }] }],
    actions: [{ label: 'Who may do what', command: 'access list' }],
  };
}

/** What the person is told, on their own platform. */
export function youAreCard(role: string, by: Actor, on?: string): Card {
  return {
    title: `You are ${role}${on === undefined ? '' : ` on ${on}`} now`,
    tone: 'success',
    blocks: [{ type: 'text', text: `${by.name} granted it.` }],
    actions: [
      { label: 'Fleet', command: 'fleet' },
      { label: 'Help', command: 'help' },
    ],
  };
}

export function requestTable({ requests }: Pick<Access, 'requests'>, now: number): Block {
  return {
    type: 'table',
    columns: [{ label: 'Who asks' }, { label: 'For' }, { label: 'Person' }, { label: 'Asked' }],
    rows: requests().map(({ person, role, at }) => [
      person.name,
      role,
      personWord(person),
      ago(at, now),
    ]),
  };
}
