import type { OnCall, Turn } from '../access/on-call.ts';
import type { Card, Cell } from '../card.ts';
import { when } from '../time/moment.ts';

/** Who is on call in each rota, and who is next. */
export function onCallCard(onCall: OnCall, now: number): Card {
  const { rotas } = onCall;
  const [only, ...others] = rotas;
  if (only === undefined) return nobody;
  const current = others.length === 0 ? onCall.turn(only, now) : undefined;
  return {
    title: current ? `${current.person.name} is on call` : 'Who is on call',
    blocks: [
      {
        type: 'table',
        columns: ['Rota', 'Now', 'Until', 'Next', 'After that'].map((label) => ({ label })),
        rows: rotas.map((rota) => rowOf(onCall, rota, now)),
      },
    ],
  };
}

/** Before the first handover nobody is, and the first turn is the next. */
function rowOf(onCall: OnCall, rota: string, now: number): Cell[] {
  const turns = onCall.turns(rota, now, 3);
  const current = onCall.turn(rota, now);
  const [next, later] = current ? turns.slice(1) : turns;
  return [
    rota,
    current ? nameOf(current) : { text: 'nobody yet', tone: 'warning' },
    when(current?.until ?? next?.from),
    next ? nameOf(next) : '',
    later ? nameOf(later) : '',
  ];
}

function nameOf({ person: { name, identities } }: Turn): Cell {
  // Nobody could call them.
  return identities.length === 0 ? { text: `${name}, in no chat`, tone: 'warning' } : name;
}

const nobody: Card = {
  title: 'Nobody is on call',
  blocks: [
    {
      type: 'text',
      text: 'There is no rota under access: onCall: in the configuration. It names people, how long a turn is, and the first handover.',
    },
  ],
};
