import { render } from '../../adapters/chat/terminal/render/render.ts';
import type { Card } from '../../src/card.ts';
import { escaped } from '../doubles/slack/page/html.ts';
import type { Posted } from './chats.ts';

/** As many as a phone shows without turning it. */
const columns = 48;

/** What `styleText` writes for bold, dim and the three tones; what ends one of them ends a span. */
const begins: Readonly<Record<string, string>> = {
  1: 'font-weight:700',
  2: 'opacity:.6',
  31: 'color:#ff6b68',
  32: 'color:#5fd38d',
  33: 'color:#e5c453',
};

const style = `
body { margin: 0; width: 390px; background: #16181d; color: #d7dae0 }
pre { margin: 0; padding: 12px; font: 12.5px/1.4 'DejaVu Sans Mono', monospace }`;

const ESC = String.fromCharCode(27);

/** What the terminal would show, as HTML. */
export function glass(text: string): string {
  const parts = escaped(text).split(new RegExp(`${ESC}\\[(\\d+)m`));
  return parts
    .map((part, at) => {
      if (at % 2 === 0) return part;
      const begun = begins[part];
      return begun === undefined ? '</span>' : `<span style="${begun}">`;
    })
    .join('');
}

/** A page of what the terminal's own renderer draws. */
export function terminalWith(cards: readonly Card[]): Posted {
  const drawn = cards.map((card) =>
    render(card, { columns, color: true, zone: 'UTC', actions: 'numbers' }),
  );
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Terminal</title>
<style>${style}</style>${drawn.map((text) => `<pre>${glass(text)}</pre>`).join('')}</html>`;
  return {
    url: `data:text/html;charset=utf-8,${encodeURIComponent(page)}`,
    message: 'pre',
    style: '',
    close: async () => {},
  };
}
