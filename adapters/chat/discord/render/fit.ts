import { type APIComponentInContainer, ComponentType } from 'discord.js';
import type { Attached } from './drawn.ts';
import type { Limits } from './limits.ts';

/** What stands in the container of a message, and the files it shows. */
export interface Sheet {
  readonly inside: readonly APIComponentInContainer[];
  readonly files: readonly Attached[];
}

/** Texts under each other become one where there are too many pieces. */
export function roomy(
  inside: readonly APIComponentInContainer[],
  limits: Limits,
): readonly APIComponentInContainer[] {
  if (piecesOf(inside) <= limits.components) return inside;
  const joined: APIComponentInContainer[] = [];
  for (const one of inside) {
    const last = joined.at(-1);
    if (last?.type === ComponentType.TextDisplay && one.type === ComponentType.TextDisplay) {
      joined.splice(-1, 1, { ...last, content: `${last.content}\n${one.content}` });
    } else joined.push(one);
  }
  return joined;
}

export function fits({ inside, files }: Sheet, limits: Limits): boolean {
  const letters = inside.reduce(
    (sum, one) => sum + (one.type === ComponentType.TextDisplay ? one.content.length : 0),
    0,
  );
  return (
    piecesOf(inside) <= limits.components && letters <= limits.text && files.length <= limits.files
  );
}

/** With the container around them. */
function piecesOf(inside: readonly APIComponentInContainer[]): number {
  return inside.reduce(
    (sum, one) => sum + 1 + (one.type === ComponentType.ActionRow ? one.components.length : 0),
    1,
  );
}
