import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Block, Card } from '../../../src/card.ts';
import type { Screen } from './screen.ts';

/** As many as a person looks at again; older ones make room. */
const KEPT = 50;

/** Where to, and when it is. */
interface Laying {
  readonly directory: string;
  readonly now: () => number;
  /** Files too: false where all of their text is shown. */
  readonly texts: boolean;
}

/**
 * A terminal shows no pictures, and of a long file its beginning: they are laid into a directory of this user's alone,
 * and the card says where.
 */
export function withLaidFiles(screen: Screen, laying: Laying | undefined): Screen {
  if (laying === undefined) return screen;
  const kept = (card: Card): Card =>
    card.blocks?.some((block) => isLaid(block, laying))
      ? { ...card, blocks: card.blocks.flatMap((block) => lay(block, laying)) }
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

function isLaid({ type }: Block, { texts }: Laying): boolean {
  return type === 'image' || (type === 'file' && texts);
}

function lay(block: Block, laying: Laying): readonly Block[] {
  if (block.type === 'image') {
    const png = { content: Buffer.from(block.png, 'base64'), ending: '.png' };
    return [{ type: 'text', text: wherever(`The picture of ${block.alt}`, png, laying) }];
  }
  if (block.type !== 'file' || !laying.texts) return [block];
  const file = { content: Buffer.from(block.text), ending: `-${plainName(block.name)}` };
  return [block, { type: 'text', text: wherever('All of it', file, laying) }];
}

interface Laid {
  readonly content: Buffer;
  readonly ending: string;
}

/** A full disk spoils the file, not the answer. */
function wherever(what: string, { content, ending }: Laid, { directory, now }: Laying): string {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const stamp = new Date(now()).toISOString().slice(0, 19).replaceAll(':', '');
    const path = free(directory, stamp, ending);
    writeFileSync(path, content, { mode: 0o600, flag: 'wx' });
    makeRoom(directory);
    return `${what}: ${path}`;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `${what} could not be kept: ${why}`;
  }
}

/** Names come from outside: only letters that no path and no terminal reads as anything else. */
function plainName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(-60);
}

function free(directory: string, stamp: string, ending: string): string {
  const taken = new Set(readdirSync(directory));
  let name = `${stamp}${ending}`;
  for (let number = 2; taken.has(name); number += 1) name = `${stamp}-${number}${ending}`;
  return join(directory, name);
}

function makeRoom(directory: string): void {
  const files = readdirSync(directory).filter((name) => /^\d{4}-\d\d-\d\dT/.test(name));
  for (const name of files.sort().slice(0, -KEPT)) rmSync(join(directory, name));
}
