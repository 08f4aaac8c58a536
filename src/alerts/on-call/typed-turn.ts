import { accessOf } from '../../access/in-chat.ts';
import type { Person } from '../../access/people.ts';
import type { Card } from '../../card.ts';
import type { CommandContext } from '../../command.ts';
import { handOver } from './hand-over.ts';
import { refuseOthers, rotaOf, rotasIn } from './whose.ts';
import { turnLengths, turnWords } from './words.ts';

/** How long and why, behind the rota, of a line that moves a turn. */
export const turnOptions = {
  length: {
    type: 'text',
    such: turnLengths,
    description: 'How long: 4h, 8h, 1d; until the turn of now ends when left out',
    required: false,
  },
  reason: { type: 'rest', ours: true, asked: true, description: 'Why', required: false },
} as const;

/** A line that moves a turn, as it was typed. */
export interface TypedTurn {
  /** Rota, length and reason; what was left out is absent. */
  readonly words: readonly (string | undefined)[];
  /** What stands before them, to be typed again with a rota. */
  readonly line: string;
  /** Who gets the turn; asked once the words are understood. */
  who(): Person;
}

/** Reads the words, and gives the turn where that is allowed. Throws what {@link turnWords} and {@link handOver} do. */
export async function handOverAsTyped(
  { words, line, who }: TypedTurn,
  context: CommandContext,
): Promise<Card> {
  const rotas = rotasIn(accessOf(context));
  const said = words.filter((word) => word !== undefined);
  const { ms, reason, ...asked } = turnWords(said, [...rotas.keys()]);
  const person = who();
  const rota = rotaOf(asked.rota, person, rotas, line);
  refuseOthers(rota, person, context);
  return handOver({ rota, person, ms, reason }, context);
}
