import { seeModal } from '../person/form.ts';
import type { Modal } from '../world.ts';
import { type Html, html } from './html.ts';

export function modalHtml(modal: Modal): Html {
  const { title, fields } = seeModal(modal);
  const drawn = fields.map(({ label, type, required, options, description, value }) => {
    const shared = html`name="${label}" ${required ? 'required' : ''}`;
    const chosen = (options ?? []).map((one) => html`<option>${one}</option>`);
    return html`<label><span class="label">${label}${required && html` <em>*</em>`}</span>
      ${description && html`<span class="description">${description}</span>`}
      ${
        options
          ? html`<select ${shared}><option value="">Make a selection</option>${chosen}</select>`
          : type === 'paragraph'
            ? html`<textarea ${shared} rows="4">${value}</textarea>`
            : html`<input ${shared} value="${value}">`
      }</label>`;
  });
  return html`<div class="shade"><form class="modal" data-modal>
    <h2>${title}</h2>${drawn}
    <div class="modal-end"><button type="button" class="button secondary" data-dismiss>Cancel</button>
    <button class="button primary">Submit</button></div></form></div>`;
}
