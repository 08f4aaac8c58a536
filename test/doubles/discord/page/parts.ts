import { labelOf } from '../draw/message.ts';
import type { Reader } from '../draw/text.ts';
import { fileUrl } from '../message-shape.ts';
import { type Component, type Embed, kind } from '../wire.ts';
import type { Message, StoredFile } from '../world.ts';
import { type Html, html } from './html.ts';
import { markdownHtml } from './markdown.ts';

/** The components of a message, as they look. */
export interface Drawing extends Reader {
  readonly message: Message;
}

export function componentHtml(one: Component, drawing: Drawing): Html {
  const inside = (): readonly Html[] =>
    (one.components ?? []).map((child) => componentHtml(child, drawing));
  switch (one.type) {
    case kind.row:
      return html`<div class="row">${inside()}</div>`;
    case kind.button:
      return buttonHtml(one, drawing);
    case kind.section:
      return html`<div class="section"><div>${inside()}</div>${one.accessory && componentHtml(one.accessory, drawing)}</div>`;
    case kind.text:
      return html`<div class="text">${markdownHtml(one.content ?? '', drawing)}</div>`;
    case kind.thumbnail:
      return html`<img class="thumbnail" src="${mediaUrl(one.media?.url, drawing)}" alt="${one.description}">`;
    case kind.gallery:
      return html`<div class="gallery">${(one.items ?? []).map((item) => html`<img src="${mediaUrl(item.media.url, drawing)}" alt="${item.description}">`)}</div>`;
    case kind.file:
      return html`${named(one.file?.url, drawing).map((file) => fileHtml(file, drawing))}`;
    case kind.separator:
      return one.divider === false ? html`<div class="space"></div>` : html`<hr>`;
    case kind.container:
      return html`<div class="container" style="${accent(one.accent_color)}">${inside()}</div>`;
    default:
      return selectHtml(one, drawing);
  }
}

const buttonStyles = ['', 'primary', 'secondary', 'success', 'danger', 'link'];

function buttonHtml(one: Component, { message }: Drawing): Html {
  const label = labelOf(one);
  const style = buttonStyles[one.style ?? 2];
  return one.style === 5
    ? html`<a class="button link" href="${one.url}" rel="noreferrer">${label} ↗</a>`
    : html`<button type="button" class="button ${style}" data-click="${label}" data-message="${message.id}" ${one.disabled ? 'disabled' : ''}>${label}</button>`;
}

function selectHtml(one: Component, { message }: Drawing): Html {
  const options = (one.options ?? []).map(
    ({ label, value }) => html`<option value="${value}">${label}</option>`,
  );
  return html`<select class="menu" data-choose="${message.id}" ${one.disabled ? 'disabled' : ''}><option value="">${one.placeholder ?? 'Make a selection'}</option>${options}</select>`;
}

export function embedHtml(one: Embed, drawing: Drawing): Html {
  const fields = (one.fields ?? []).map(
    ({ name, value, inline }) =>
      html`<div class="field ${inline ? 'inline' : ''}"><b>${markdownHtml(name, drawing)}</b>${markdownHtml(value, drawing)}</div>`,
  );
  return html`<div class="container embed" style="${accent(one.color)}">
    ${one.author && html`<div class="embed-author">${one.author.name}</div>`}
    ${one.title && html`<h3>${markdownHtml(one.title, drawing)}</h3>`}
    ${one.description && markdownHtml(one.description, drawing)}
    ${fields.length > 0 && html`<div class="fields">${fields}</div>`}
    ${one.image && html`<div class="gallery"><img src="${mediaUrl(one.image.url, drawing)}" alt=""></div>`}
    ${one.footer && html`<div class="subtext">${one.footer.text}</div>`}
  </div>`;
}

/** The most of a file that is shown in the message. */
const previewLines = 6;

export function fileHtml(file: StoredFile, { message }: Drawing): Html {
  const url = fileUrl(file, message, '');
  if (file.contentType.startsWith('image/') || /\.(png|jpe?g|gif|webp)$/.test(file.filename)) {
    return html`<div class="gallery"><img src="${url}" alt="${file.description}"></div>`;
  }
  const lines = Buffer.from(file.bytes).toString('utf8').split('\n');
  const more = lines.length > previewLines && html`\n…`;
  return html`<div class="file"><pre>${lines.slice(0, previewLines).join('\n')}${more}</pre>
    <div class="file-name"><a href="${url}">${file.filename}</a> <span>${size(file.bytes.length)}</span></div></div>`;
}

function size(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`;
}

function named(url: string | undefined, { message }: Drawing): readonly StoredFile[] {
  return message.files.filter(({ filename }) => url === `attachment://${filename}`);
}

function mediaUrl(url: string | undefined, drawing: Drawing): string {
  const [file] = named(url, drawing);
  return file === undefined ? (url ?? '') : fileUrl(file, drawing.message, '');
}

function accent(color: number | null | undefined): string {
  if (color === null || color === undefined) return '';
  return `--accent: #${color.toString(16).padStart(6, '0')}`;
}
