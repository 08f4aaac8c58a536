/** A run of text in one look, with what it leads to or whom it calls. */
export interface Span {
  readonly text: string;
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly strike?: boolean;
  readonly code?: boolean;
  readonly pre?: boolean;
  readonly link?: string;
  /** A person's id, or `channel`, `here`, `everyone`. */
  readonly calls?: string;
}

/** Who looks, and how ids are shown to them. */
export interface Eyes {
  readonly zone: string;
  /** What was uploaded under that id. */
  file?(id: string): { readonly name: string; readonly bytes: Buffer } | undefined;
  person(id: string): string;
  channel(id: string): string;
}

const edge = (mark: string): string =>
  `(?<![\\p{L}\\p{N}${mark}])${mark}(?![\\s${mark}])([^${mark}\\n]*[^\\s${mark}])${mark}(?![\\p{L}\\p{N}${mark}])`;

const pieces = new RegExp(
  [
    '```([\\s\\S]+?)```',
    '`([^`\\n]+)`',
    '<([^<>\\n]+)>',
    edge('\\*'),
    edge('_'),
    edge('~'),
    '(https?://[^\\s<>|]+)',
  ].join('|'),
  'gu',
);

/** Reads Slack's own mark-up: https://docs.slack.dev/messaging/formatting-message-text */
export function readMarks(text: string, eyes: Eyes, look: Partial<Span> = {}): readonly Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const match of text.matchAll(pieces)) {
    if (match.index > from) spans.push(said(text.slice(from, match.index), look));
    spans.push(...readPiece(match, eyes, look));
    from = match.index + match[0].length;
  }
  if (from < text.length) spans.push(said(text.slice(from), look));
  return spans;
}

const said = (text: string, look: Partial<Span>): Span => ({ ...look, text: unescaped(text) });

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function readPiece(match: RegExpExecArray, eyes: Eyes, look: Partial<Span>): readonly Span[] {
  const [, pre, code, angle, bold, italic, strike, url] = match;
  if (pre !== undefined) return [said(pre.replace(/^\n/, ''), { ...look, pre: true })];
  if (code !== undefined) return [said(code, { ...look, code: true })];
  if (angle !== undefined) return [readAngle(angle, eyes, look)];
  if (bold !== undefined) return readMarks(bold, eyes, { ...look, bold: true });
  if (italic !== undefined) return readMarks(italic, eyes, { ...look, italic: true });
  if (strike !== undefined) return readMarks(strike, eyes, { ...look, strike: true });
  return [said(url ?? '', { ...look, link: url ?? '' })];
}

function readAngle(inside: string, eyes: Eyes, look: Partial<Span>): Span {
  const [target = '', label] = inside.split(/\|(.*)/s);
  const [kind, rest] = [target.slice(0, 1), target.slice(1)];
  if (kind === '@') return { ...look, text: `@${eyes.person(rest)}`, calls: rest };
  if (kind === '#') return { ...look, text: `#${eyes.channel(rest)}` };
  if (kind === '!') return readSpecial(rest, label, eyes, look);
  if (!/^[a-z][a-z+.-]*:/i.test(target)) return said(`<${inside}>`, look);
  return { ...look, text: unescaped(label ?? target), link: unescaped(target) };
}

function readSpecial(
  rest: string,
  label: string | undefined,
  eyes: Eyes,
  look: Partial<Span>,
): Span {
  const [word = '', stamp, format, link] = rest.split('^');
  if (word === 'date') {
    const text = drawDate(Number(stamp), format ?? '', eyes.zone) ?? unescaped(label ?? '');
    return { ...look, text, ...(link ? { link } : {}) };
  }
  if (word === 'subteam') return { ...look, text: label ?? `@${stamp}`, calls: stamp ?? '' };
  return { ...look, text: `@${word}`, calls: word };
}

/** The date as the reader's Slack shows it, in their zone, with the zone behind a time. */
export function drawDate(seconds: number, format: string, zone: string): string | undefined {
  if (!Number.isSafeInteger(seconds)) return undefined;
  const at = new Date(seconds * 1000);
  const show = (options: Intl.DateTimeFormatOptions, locale = 'en-US'): string =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }).format(at);
  const words: Readonly<Record<string, () => string>> = {
    date_num: () => show({ dateStyle: 'short' }, 'sv-SE'),
    date: () => show({ dateStyle: 'long' }),
    date_short: () => show({ dateStyle: 'medium' }),
    date_long: () => show({ dateStyle: 'full' }),
    date_pretty: () => show({ dateStyle: 'long' }),
    date_short_pretty: () => show({ dateStyle: 'medium' }),
    date_long_pretty: () => show({ dateStyle: 'full' }),
    time: () => show({ hour: '2-digit', minute: '2-digit' }, 'sv-SE'),
    time_secs: () => show({ hour: '2-digit', minute: '2-digit', second: '2-digit' }, 'sv-SE'),
    ago: () => 'some time ago',
  };
  const drawn = format.replaceAll(/\{(\w+)\}/g, (whole, word: string) => words[word]?.() ?? whole);
  return format.includes('{time') ? `${drawn} ${zoneOf(at, zone)}` : drawn;
}

const zoneOf = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'shortOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value ?? zone;
