import type { OnCall, Turn } from '../access/on-call.ts';
import type { Card, Cell } from '../card.ts';
import { when } from '../time/moment.ts';
import type { Offer } from './allowed.ts';
import { typed } from './typed.ts';

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

/** As many rotas as have buttons. */
const OFFERED = 3;

/** To take a turn, and to give one back to whose it is by the file. */
export function turnOffers(onCall: OnCall, now: number): readonly Offer[] {
  const needs = 'alert.oncall';
  const several = onCall.rotas.length > 1;
  return onCall.rotas.slice(0, OFFERED).flatMap((rota): readonly Offer[] => {
    const owner = onCall.turn(rota, now)?.insteadOf;
    const take = typed('alert oncall take', rota);
    const back = owner && typed('alert oncall give', owner.id, rota);
    return [
      { label: several ? `Take ${rota}` : 'Take over', command: take, needs },
      ...(back === undefined
        ? []
        : [
            {
              label: `Give back to ${owner?.name}`,
              short: 'Give back',
              command: back,
              needs,
            } as const,
          ]),
    ];
  });
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

function nameOf({ person: { name, identities }, insteadOf }: Turn): Cell {
  // Nobody could call them.
  if (identities.length === 0) return { text: `${name}, in no chat`, tone: 'warning' };
  return insteadOf ? `${name}, for ${insteadOf.name}` : name;
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
