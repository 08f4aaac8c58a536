import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Block, Card } from '../../../src/card.ts';
import type { Screen } from './screen.ts';

/** As many as a person looks at again; older ones make room. */
const KEPT = 50;

/** A terminal shows no pictures: they are laid into a directory of this user's alone, and the card says where. */
export function withPictures(
  screen: Screen,
  directory: string | undefined,
  now: () => number,
): Screen {
  if (directory === undefined) return screen;
  const kept = (card: Card): Card =>
    card.blocks?.some(({ type }) => type === 'image')
      ? { ...card, blocks: card.blocks.map((block) => keep(block, directory, now())) }
      : card;
  return {
    ...screen,
    answer: (card) => screen.answer(kept(card)),
    ended: (operation, ended) => screen.ended(operation, { ...ended, card: kept(ended.card) }),
    message: (card) => screen.message(kept(card)),
    get choices() {
      return screen.choices;
    },
  };
}

/** A full disk spoils the picture, not the answer. */
function keep(block: Block, directory: string, now: number): Block {
  if (block.type !== 'image') return block;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const path = free(directory, new Date(now).toISOString().slice(0, 19).replaceAll(':', ''));
    writeFileSync(path, Buffer.from(block.png, 'base64'), { mode: 0o600, flag: 'wx' });
    makeRoom(directory);
    return { type: 'text', text: `The picture of ${block.alt}: ${path}` };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { type: 'text', text: `The picture of ${block.alt} could not be kept: ${why}` };
  }
}

function free(directory: string, stamp: string): string {
  const taken = new Set(readdirSync(directory));
  let name = `${stamp}.png`;
  for (let number = 2; taken.has(name); number += 1) name = `${stamp}-${number}.png`;
  return join(directory, name);
}

function makeRoom(directory: string): void {
  const pictures = readdirSync(directory).filter((name) => /^\d{4}-.*\.png$/.test(name));
  for (const name of pictures.sort().slice(0, -KEPT)) rmSync(join(directory, name));
}
