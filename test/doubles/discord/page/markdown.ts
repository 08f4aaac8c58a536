import { type Inline, type Line, type Mark, parseMarkdown } from '../draw/markdown.ts';
import { mentionText, type Reader } from '../draw/text.ts';
import { drawRelative, drawTime } from '../draw/time.ts';
import { type Html, html, raw } from './html.ts';

/** Markdown as Discord's client draws it. */
export function markdownHtml(markdown: string, reader: Reader): Html {
  return html`${parseMarkdown(markdown).map((line) => lineHtml(line, reader))}`;
}

function lineHtml(line: Line, reader: Reader): Html {
  if (line.type === 'code') return html`<pre class="code">${line.text}</pre>`;
  const inside = inlineHtml(line.inline, reader);
  switch (line.style) {
    case 'h1':
      return html`<h1>${inside}</h1>`;
    case 'h2':
      return html`<h2>${inside}</h2>`;
    case 'h3':
      return html`<h3>${inside}</h3>`;
    case 'subtext':
      return html`<div class="subtext">${inside}</div>`;
    case 'quote':
      return html`<blockquote>${inside}</blockquote>`;
    case 'item':
      return html`<div class="item">${inside}</div>`;
    case 'plain':
      return inside.html === '' ? html`<div class="gap"></div>` : html`<div>${inside}</div>`;
  }
}

function inlineHtml(inline: readonly Inline[], reader: Reader): Html {
  return html`${inline.map((one) => oneHtml(one, reader))}`;
}

const tags: Readonly<Record<Mark, string>> = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  struck: 's',
  spoiler: 'mark',
};

function oneHtml(one: Inline, reader: Reader): Html {
  switch (one.type) {
    case 'text':
      return html`${one.text}`;
    case 'code':
      return html`<code>${one.text}</code>`;
    case 'mark': {
      const tag = tags[one.mark];
      return html`${raw(`<${tag}>`)}${inlineHtml(one.inline, reader)}${raw(`</${tag}>`)}`;
    }
    case 'link':
      return html`<a href="${one.url}" rel="noreferrer">${inlineHtml(one.inline, reader)}</a>`;
    case 'time': {
      const full = drawTime(one.seconds, reader.zone);
      return html`<time title="${full}">${clientTime(one.seconds, one.style, reader.zone)}</time>`;
    }
    case 'mention':
      return html`<span class="mention">${mentionText(one.of, one.id, reader.world)}</span>`;
  }
}

/** docs.discord.com/developers/reference#message-formatting-timestamp-styles */
const styles: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
  s: { dateStyle: 'short', timeStyle: 'short' },
  S: { dateStyle: 'short', timeStyle: 'medium' },
};

export function clientTime(seconds: number, style: string, timeZone: string): string {
  if (style === 'R') return drawRelative(seconds, Date.now());
  const format = new Intl.DateTimeFormat('en-GB', { ...styles[style], timeZone });
  return format.format(seconds * 1000);
}
