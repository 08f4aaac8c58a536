import type { Action, Block, Card } from '../card.ts';
import type { Actor } from '../chat.ts';
import { ago } from '../format.ts';
import type { Access } from './access.ts';
import { personWord } from './person.ts';
import type { Role } from './roles.ts';

/** What an admin gets when somebody asks. */
export function requestCard(person: Actor, role: Role): Card {
  return {
    title: `${person.name} asks to be ${role}`,
    tone: 'warning',
    blocks: [{ type: 'text', text: roleWords }],
    actions: answers(person, role),
  };
}

/** The role asked for is always among them; admin only where it was asked for. */
function answers(person: Actor, role: Role): readonly Action[] {
  const word = personWord(person);
  const offered: readonly Role[] = ['viewer', 'operator', ...(role === 'admin' ? [role] : [])];
  return [
    ...offered.map((one) => ({ label: `Grant ${one}`, command: `access grant ${word} ${one}` })),
    { label: 'Refuse', command: `access refuse ${word}` },
  ];
}

const roleWords =
  'A viewer sees the fleet, an operator changes machines, an admin also says who may do what.';

export function grantedCard(person: Actor, role: Role): Card {
  return {
    title: `${person.name} is ${role} now`,
    tone: 'success',
    actions: [{ label: 'Who may do what', command: 'access list' }],
  };
}

/** What the person is told, on their own platform. */
export function youAreCard(role: Role, by: Actor): Card {
  return {
    title: `You are ${role} now`,
    tone: 'success',
    blocks: [{ type: 'text', text: `${by.name} granted it.` }],
    actions: [
      { label: 'Fleet', command: 'fleet' },
      { label: 'Help', command: 'help' },
    ],
  };
}

/** Everybody who has a role, and who asks for one. */
export function accessListCard(access: Pick<Access, 'grants' | 'requests'>, now: number): Card {
  const grants = access.grants();
  const requests = access.requests();
  const [first] = requests;
  return {
    title: `Who may do what: ${grants.length} ${grants.length === 1 ? 'person' : 'people'}`,
    blocks: [
      grants.length === 0 ? nobody : grantTable(access, now),
      ...(requests.length > 0 ? [requestTable(access, now)] : []),
      { type: 'text', text: roleWords },
    ],
    ...(first && { actions: answers(first.person, first.role) }),
  };
}

const nobody: Block = {
  type: 'text',
  text: 'Nobody in a chat has a role. access code at the bot’s terminal gives a code for the first admin.',
};

function grantTable({ grants }: Pick<Access, 'grants'>, now: number): Block {
  return {
    type: 'table',
    columns: [{ label: 'Who' }, { label: 'Role' }, { label: 'Person' }, { label: 'Granted' }],
    rows: grants().map(({ person, role, by, at }) => [
      person.name,
      role,
      personWord(person),
      `${ago(at, now)} by ${by.name}`,
    ]),
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
