import type { Attachment } from '../blocks/attachment.ts';
import type { Block } from '../blocks/blocks.ts';
import type { Action } from '../blocks/elements.ts';
import { cellOf, labelOf, textOf } from '../draw.ts';
import { look, optionsOf } from '../looks.ts';
import { type Eyes, readMarks, type Span } from '../marks.ts';
import { linesOf, spansOf } from '../spans.ts';
import type { Message, Person, StoredFile, World } from '../world.ts';

const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Text that stays text on the page. */
export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (sign) => signs[sign] ?? '');

const looks: readonly (readonly [keyof Span, string])[] = [
  ['pre', 'pre'],
  ['code', 'code'],
  ['strike', 's'],
  ['italic', 'i'],
  ['bold', 'b'],
];

function drawSpan(span: Span): string {
  let html = escaped(span.text);
  for (const [look, tag] of looks) if (span[look] === true) html = `<${tag}>${html}</${tag}>`;
  if (span.calls !== undefined) return `<span class="call">${html}</span>`;
  return span.link === undefined ? html : `<a title="${escaped(span.link)}">${html}</a>`;
}

const drawSpans = (spans: readonly Span[]): string => spans.map(drawSpan).join('');

/** A button or something else to use; touching it goes to the double. */
function drawAction(action: Action): string {
  const style = action.type === 'button' ? (action.style ?? '') : '';
  const asks = action.confirm;
  const question = asks
    ? ` data-title="${escaped(asks.title.text)}" data-question="${escaped(asks.text.text)}" data-yes="${escaped(asks.confirm.text)}" data-no="${escaped(asks.deny.text)}" data-style="${asks.style ?? ''}"`
    : '';
  const options = optionsOf(action);
  if (options.length === 0)
    return `<button class="${style}" data-click="${escaped(labelOf(action))}"${question}>${escaped(labelOf(action))}</button>`;
  const items = options.map(({ text }) => `<option>${escaped(text.text)}</option>`).join('');
  return `<select data-choose${question}><option value="">${escaped(labelOf(action))}</option>${items}</select>`;
}

/** A block as HTML. */
export function drawBlock(block: Block, eyes: Eyes): string {
  switch (block.type) {
    case 'header':
      return `<h3>${escaped(block.text.text)}</h3>`;
    case 'divider':
      return '<hr>';
    case 'section':
      return drawSection(block, eyes);
    case 'context':
      return `<div class="context">${drawSpans(textOf(block, eyes).flat())}</div>`;
    case 'actions':
      return `<div class="actions">${block.elements.map(drawAction).join('')}</div>`;
    case 'rich_text':
      return block.elements
        .map((part) => {
          const tag = part.type === 'rich_text_quote' ? 'blockquote' : 'p';
          const lines = linesOf(part, eyes).map(drawSpans).join('<br>');
          return part.type === 'rich_text_preformatted'
            ? `<pre>${lines.replaceAll(/<\/?pre>/g, '')}</pre>`
            : `<${tag}>${lines}</${tag}>`;
        })
        .join('');
    case 'table':
      return `<table>${block.rows
        .map(
          (row) =>
            `<tr>${row.map((cell) => `<td>${drawSpans(cellOf(cell, eyes))}</td>`).join('')}</tr>`,
        )
        .join('')}</table>`;
    case 'image':
      return drawImage(block, eyes);
    case 'alert':
      return `<p class="alert ${block.level ?? ''}">${drawSpans(spansOf(block.text, eyes))}</p>`;
    case 'markdown':
      return `<p>${escaped(block.text)}</p>`;
    case 'input':
      return '';
  }
}

function drawImage(block: Extract<Block, { type: 'image' }>, eyes: Eyes): string {
  const file = eyes.file?.(block.slack_file?.id ?? '');
  return file ? picture(file.bytes, block.alt_text) : `<figure>${escaped(block.alt_text)}</figure>`;
}

const picture = (png: Buffer, alt: string): string =>
  `<figure class="picture"><img src="data:image/png;base64,${png.toString('base64')}" alt="${escaped(alt)}"></figure>`;

function drawSection(block: Extract<Block, { type: 'section' }>, eyes: Eyes): string {
  const text = block.text ? `<p>${drawSpans(spansOf(block.text, eyes))}</p>` : '';
  const fields = (block.fields ?? []).map((each) => `<div>${drawSpans(spansOf(each, eyes))}</div>`);
  const grid = fields.length > 0 ? `<div class="fields">${fields.join('')}</div>` : '';
  const { accessory } = block;
  if (accessory === undefined) return text + grid;
  const beside =
    accessory.type === 'image'
      ? `<figure>${escaped(accessory.alt_text)}</figure>`
      : drawAction(accessory);
  return `<div class="beside"><div>${text}${grid}</div>${beside}</div>`;
}

const colours: Readonly<Record<string, string>> = {
  good: '#2eb67d',
  warning: '#ecb22e',
  danger: '#e01e5a',
};

function drawAttachment({ color = '#ddd', blocks, text }: Attachment, eyes: Eyes): string {
  const bar = colours[color] ?? (color.startsWith('#') ? color : `#${color}`);
  const body = (blocks ?? []).map((block) => drawBlock(block, eyes)).join('');
  const words = text ? `<p>${drawSpans(readMarks(text, eyes))}</p>` : '';
  return `<div class="bar" style="border-color:${escaped(bar)}">${words}${body}</div>`;
}

/** A picture is shown, as Slack does; anything else opens when it is touched. */
function drawFile({ name, title, bytes }: StoredFile): string {
  if (name.endsWith('.png')) return picture(bytes, title);
  return `<details class="file"><summary>${escaped(name)}</summary><pre>${escaped(bytes.toString())}</pre></details>`;
}

/** A message as HTML, with who says it and when. */
export function drawPost(message: Message, person: Person, world: World): string {
  const eyes = world.eyes(person);
  const seen = look(message, person, world);
  const { blocks, attachments } = message.content;
  const body = blocks?.length
    ? blocks.map((block) => drawBlock(block, eyes)).join('')
    : `<p>${drawSpans(readMarks(message.text, eyes))}</p>`;
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone: person.zone, timeStyle: 'short' });
  const classes = [
    'post',
    seen.ephemeral ? 'ephemeral' : '',
    seen.thread && seen.thread !== seen.ts ? 'reply' : '',
  ];
  const files = message.files.map(drawFile);
  return `<article class="${classes.join(' ')}" data-channel="${message.channel}" data-ts="${message.ts}">
<div class="face ${message.from === world.bot ? 'app' : ''}">${escaped(seen.from.slice(0, 1).toUpperCase())}</div>
<div class="said">${seen.ephemeral ? '<div class="only">Only visible to you</div>' : ''}${seen.pinned ? '<div class="only">Pinned</div>' : ''}
<b>${escaped(seen.from)}</b>${message.from === world.bot ? ' <span class="tag">APP</span>' : ''} <time>${time.format(Number(message.ts) * 1000)}</time>
${body}${(attachments ?? []).map((each) => drawAttachment(each, eyes)).join('')}${files.join('')}${seen.edited ? '<small>(edited)</small>' : ''}</div></article>`;
}
