/** Discord's marks, as its client reads them: support.discord.com/hc/articles/210298617, and timestamps and mentions. */
export type Line =
  | { readonly type: 'code'; readonly text: string; readonly language: string }
  | { readonly type: 'line'; readonly style: LineStyle; readonly inline: readonly Inline[] };

export type LineStyle = 'plain' | 'h1' | 'h2' | 'h3' | 'subtext' | 'quote' | 'item';

export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'mark'; readonly mark: Mark; readonly inline: readonly Inline[] }
  | { readonly type: 'link'; readonly url: string; readonly inline: readonly Inline[] }
  | { readonly type: 'time'; readonly seconds: number; readonly style: string }
  | {
      readonly type: 'mention';
      readonly of: 'person' | 'channel' | 'role' | 'all';
      readonly id: string;
    };

export type Mark = 'bold' | 'italic' | 'underline' | 'struck' | 'spoiler';

const lineStarts: readonly (readonly [RegExp, LineStyle])[] = [
  [/^### /, 'h3'],
  [/^## /, 'h2'],
  [/^# /, 'h1'],
  [/^-# /, 'subtext'],
  [/^> /, 'quote'],
  [/^ *[-*] /, 'item'],
];

export function parseMarkdown(text: string): readonly Line[] {
  const parts = text.split(/```(?:([\w+-]*)\n)?([\s\S]+?)```\n?/);
  const lines: Line[] = [];
  for (let at = 0; at < parts.length; at += 3) {
    const plain = parts[at] ?? '';
    const trimmed = at + 3 < parts.length || at > 0 ? plain.replace(/\n$/, '') : plain;
    if (trimmed !== '' || parts.length === 1) lines.push(...trimmed.split('\n').map(parseLine));
    const code = parts[at + 2];
    if (code !== undefined) {
      lines.push({ type: 'code', text: code.replace(/\n$/, ''), language: parts[at + 1] ?? '' });
    }
  }
  return lines;
}

function parseLine(line: string): Line {
  const start = lineStarts.find(([pattern]) => pattern.test(line));
  if (start === undefined) return { type: 'line', style: 'plain', inline: parseInline(line) };
  return { type: 'line', style: start[1], inline: parseInline(line.replace(start[0], '')) };
}

type Rule = readonly [RegExp, (found: RegExpExecArray) => Inline];

const marked = (pattern: RegExp, mark: Mark): Rule => [
  pattern,
  (found) => ({ type: 'mark', mark, inline: parseInline(found[1] ?? '') }),
];
const mention = (pattern: RegExp, of: 'person' | 'channel' | 'role' | 'all'): Rule => [
  pattern,
  (found) => ({ type: 'mention', of, id: found[1] ?? '' }),
];

/** Tried in this order at every place of the text. */
const rules: readonly Rule[] = [
  [/^\\([^\sA-Za-z0-9])/, (found) => ({ type: 'text', text: found[1] ?? '' })],
  [/^``(.+?)``(?!`)/s, (found) => ({ type: 'code', text: found[1] ?? '' })],
  [/^`([^`]+)`/, (found) => ({ type: 'code', text: found[1] ?? '' })],
  [
    /^<t:(-?\d+)(?::([tTdDfFsSR]))?>/,
    (found) => ({ type: 'time', seconds: Number(found[1]), style: found[2] ?? 'f' }),
  ],
  mention(/^<@&(\d+)>/, 'role'),
  mention(/^<@!?(\d+)>/, 'person'),
  mention(/^<#(\d+)>/, 'channel'),
  mention(/^@(everyone|here)/, 'all'),
  [
    /^\[((?:\\.|[^\]\\])+)\]\(<?(https?:\/\/[^)>\s]+)>?\)/,
    (found) => ({ type: 'link', url: found[2] ?? '', inline: parseInline(found[1] ?? '') }),
  ],
  [
    /^<?(https?:\/\/[^\s<>]+)>?/,
    ([, url = '']) => ({ type: 'link', url, inline: [{ type: 'text', text: url }] }),
  ],
  marked(/^\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/s, 'bold'),
  marked(/^__((?:\\.|[^\\])+?)__(?!_)/s, 'underline'),
  marked(/^~~((?:\\.|[^\\])+?)~~/s, 'struck'),
  marked(/^\|\|((?:\\.|[^\\])+?)\|\|/s, 'spoiler'),
  marked(/^\*(?!\s)((?:\\.|[^\\*])+?)\*(?!\*)/s, 'italic'),
  marked(/^_((?:\\.|[^\\_])+?)_(?!\w)/s, 'italic'),
];

function parseInline(text: string): readonly Inline[] {
  const found: Inline[] = [];
  let plain = '';
  let rest = text;
  while (rest !== '') {
    const hit = firstHit(rest, plain);
    if (hit === undefined) {
      plain += rest[0] ?? '';
      rest = rest.slice(1);
      continue;
    }
    if (plain !== '') found.push({ type: 'text', text: plain });
    plain = '';
    found.push(hit.inline);
    rest = rest.slice(hit.length);
  }
  if (plain !== '') found.push({ type: 'text', text: plain });
  return found;
}

function firstHit(rest: string, before: string): { inline: Inline; length: number } | undefined {
  const inWord = /\w$/.test(before);
  for (const [pattern, make] of rules) {
    const found = pattern.exec(rest);
    if (found === null || (inWord && rest.startsWith('_'))) continue;
    return { inline: make(found), length: found[0].length };
  }
  return undefined;
}
