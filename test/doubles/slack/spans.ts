import type { RichLeaf, RichPart } from './blocks/rich-text.ts';
import type { Text } from './blocks/text.ts';
import { drawDate, type Eyes, readMarks, type Span } from './marks.ts';

/** What is seen of a text object. */
export function spansOf(text: Text, eyes: Eyes): readonly Span[] {
  if (text.type === 'plain_text') return [{ text: text.text }];
  const spans = readMarks(text.text, eyes);
  return text.verbatim === true ? spans.map((span) => bareLink(span, text.text)) : spans;
}

/** Verbatim text leads nowhere by itself, only where its mark-up says so. */
function bareLink(span: Span, source: string): Span {
  if (span.link === undefined || source.includes(`<${span.link}`)) return span;
  const { link: _, ...rest } = span;
  return rest;
}

/** What is seen of a part of a rich text, one list of spans for each of its lines. */
export function linesOf(part: RichPart, eyes: Eyes): readonly (readonly Span[])[] {
  if (part.type !== 'rich_text_list') {
    const pre = part.type === 'rich_text_preformatted';
    return [part.elements.map((leaf) => ({ ...spanOf(leaf, eyes), ...(pre ? { pre } : {}) }))];
  }
  return part.elements.map(({ elements }, at) => [
    {
      text: `${'  '.repeat(part.indent ?? 0)}${part.style === 'bullet' ? '•' : `${at + 1}.`} `,
    },
    ...elements.map((leaf) => spanOf(leaf, eyes)),
  ]);
}

function spanOf(leaf: RichLeaf, eyes: Eyes): Span {
  const { bold, italic, strike, code } = leaf.style ?? {};
  const look = {
    ...(bold ? { bold } : {}),
    ...(italic ? { italic } : {}),
    ...(strike ? { strike } : {}),
    ...(code ? { code } : {}),
  };
  return { ...look, ...wordsOf(leaf, eyes) };
}

function wordsOf(leaf: RichLeaf, eyes: Eyes): Span {
  switch (leaf.type) {
    case 'text':
      return { text: leaf.text };
    case 'link':
      return { text: leaf.text ?? leaf.url, link: leaf.url };
    case 'user':
      return { text: `@${eyes.person(leaf.user_id)}`, calls: leaf.user_id };
    case 'channel':
      return { text: `#${eyes.channel(leaf.channel_id)}` };
    case 'usergroup':
      return { text: `@${leaf.usergroup_id}`, calls: leaf.usergroup_id };
    case 'broadcast':
      return { text: `@${leaf.range}`, calls: leaf.range };
    case 'emoji':
      return { text: `:${leaf.name}:` };
    case 'date':
      return {
        text: drawDate(leaf.timestamp, leaf.format, eyes.zone) ?? leaf.fallback ?? '',
        ...(leaf.url ? { link: leaf.url } : {}),
      };
    case 'color':
      return { text: leaf.value };
  }
}
