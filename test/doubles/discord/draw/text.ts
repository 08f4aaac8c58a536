import type { World } from '../world.ts';
import { type Inline, type Line, parseMarkdown } from './markdown.ts';
import { drawRelative, drawTime } from './time.ts';

export interface Reader {
  readonly world: World;
  readonly zone: string;
}

/** Markdown as the words that a person reads. */
export function readable(markdown: string, reader: Reader): string {
  return parseMarkdown(markdown)
    .map((line) => lineText(line, reader))
    .join('\n');
}

function lineText(line: Line, reader: Reader): string {
  if (line.type === 'code') return line.text;
  const text = inlineText(line.inline, reader);
  return line.style === 'item' ? `• ${text}` : text;
}

function inlineText(inline: readonly Inline[], reader: Reader): string {
  return inline.map((one) => oneText(one, reader)).join('');
}

function oneText(one: Inline, reader: Reader): string {
  switch (one.type) {
    case 'text':
    case 'code':
      return one.text;
    case 'mark':
      return inlineText(one.inline, reader);
    case 'link': {
      const label = inlineText(one.inline, reader);
      return label === one.url ? label : `${label} (${one.url})`;
    }
    case 'time':
      return timeText(one.seconds, one.style, reader);
    case 'mention':
      return mentionText(one.of, one.id, reader.world);
  }
}

function timeText(seconds: number, style: string, { zone }: Reader): string {
  return style === 'R' ? drawRelative(seconds, Date.now()) : drawTime(seconds, zone);
}

export function mentionText(of: string, id: string, { people, bot, channels }: World): string {
  if (of === 'person')
    return `@${[...people, bot].find((one) => one.id === id)?.name ?? 'unknown-user'}`;
  if (of === 'channel') return `#${channels.find((one) => one.id === id)?.name ?? 'unknown'}`;
  return of === 'role' ? '@role' : `@${id}`;
}
