import { BotError } from '../errors.ts';
import { clip } from '../line/clip.ts';
import { listed } from '../line/usage.ts';

/** What every platform takes: Proxmox VE has small letters too, and no spaces. */
const word = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** The words as tags, each once. Throws `invalid` with the words that would be right. */
export function readTags(words: readonly string[]): readonly string[] {
  const tags = words.flatMap((typed) => typed.split(/[\s,;]+/)).filter((tag) => tag !== '');
  if (tags.length === 0) throw new BotError('usage', 'No tag was named');
  const wrong = tags.filter((tag) => !isTag(tag));
  if (wrong.length > 0) {
    // Words in one pair of quotes were meant as one tag.
    const near = words
      .flatMap((typed) => typed.split(/[,;]+/))
      .filter((typed) => typed.trim() !== '' && !typed.trim().split(/\s+/).every(isTag))
      .map(proposal)
      .filter(isTag);
    const instead = near.length === 0 ? '' : ` Such as ${listed(near)}.`;
    throw new BotError('invalid', `${listed(wrong.map((tag) => clip(tag)))} cannot be a tag`, {
      hint: `A tag is small letters, digits and hyphens, 40 at most.${instead}`,
    });
  }
  return [...new Set(tags)];
}

function isTag(text: string): boolean {
  return word.test(text);
}

function proposal(tag: string): string {
  const plain = tag
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
}
