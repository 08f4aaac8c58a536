import { describe, expect, test } from 'vitest';
import { renderModal } from '../../../../../adapters/chat/discord/render/form.ts';
import {
  type Limits,
  limits,
  sources,
} from '../../../../../adapters/chat/discord/render/limits.ts';
import {
  type RenderOptions,
  renderMessage,
} from '../../../../../adapters/chat/discord/render/render.ts';
import type { Block, Card } from '../../../../../src/card.ts';
import type { FormField } from '../../../../../src/chat.ts';
import { modalFaults } from '../../../../doubles/discord/limits/modal.ts';
import { modalBody } from '../../../../doubles/discord/wire.ts';
import { faultsOf, idsOf } from './checked.ts';

const long = (letters: number): string => 'x'.repeat(letters);

const isTaken = (card: Card, limits: Limits, options: Partial<RenderOptions> = {}): boolean =>
  faultsOf(renderMessage(card, { ids: idsOf(card), ...options, limits })).length === 0;

const isForm = (limits: Limits, field: Partial<FormField>, count = 1, title = 'a form') => {
  const fields = Array.from({ length: count }, () => ({
    name: 'a',
    label: 'A',
    required: true,
    ...field,
  }));
  const form = { title, line: 'vm', problem: { title: 'Which?' }, fields };
  return modalFaults(modalBody.parse(renderModal(form, 'id', limits)), []).length === 0;
};

const many = (count: number, block: (at: number) => Block): Card => ({
  title: 'Many',
  blocks: Array.from({ length: count }, (_, at) => block(at)),
});
const picture = (at: number): Block => ({ type: 'image', alt: `${at}`, png: 'AAAA' });
const buttons = (count: number, label = 'Show'): Card => ({
  title: 'A',
  actions: Array.from({ length: count }, (_, at) => ({ label, command: `vm show ${at}` })),
});

/** For each limit, something that Discord takes only because of it. */
const needed: Readonly<Record<keyof Limits, (limits: Limits) => boolean>> = {
  // Pieces that cannot be joined, one more in each card: one of them is exactly full.
  components: (limits) =>
    Array.from({ length: 60 }, (_, at) => at).every((count) =>
      isTaken({ ...buttons(25), blocks: mixed(count).blocks }, limits),
    ),
  text: (limits) =>
    Array.from({ length: 40 }, (_, at) => 3_970 + at).every((letters) =>
      isTaken({ title: '', blocks: [{ type: 'text', text: long(letters) }] }, limits),
    ),
  files: (limits) => isTaken(many(12, picture), limits),
  fileBytes: (limits) => {
    const file: Block = { type: 'file', name: 'big', text: long(10 * 1024 * 1024 + 1) };
    const { files } = renderMessage({ title: '', blocks: [file] }, { ids: [], limits });
    return files.every(({ data }) => data.length <= 10 * 1024 * 1024);
  },
  rowButtons: (limits) => isTaken(buttons(6), limits),
  buttons: (limits) => {
    const { components } = renderMessage(buttons(30), { ids: idsOf(buttons(30)), limits });
    return JSON.stringify(components).split('custom_id').length - 1 <= 25;
  },
  buttonLabel: (limits) => isTaken(buttons(1, long(90)), limits),
  pictureText: (limits) =>
    isTaken({ title: '', blocks: [{ type: 'image', alt: long(1100), png: 'AAAA' }] }, limits),
  modalTitle: (limits) => isForm(limits, {}, 1, long(50)),
  modalFields: (limits) => isForm(limits, {}, 7),
  fieldLabel: (limits) => isForm(limits, { label: long(60) }),
  fieldDescription: (limits) => isForm(limits, { label: long(120) }),
  placeholder: (limits) => isForm(limits, { choices: [long(150)] }),
  options: (limits) =>
    isForm(limits, { choices: Array.from({ length: 26 }, (_, at) => `choice ${at}`) }),
  optionText: (limits) => isForm(limits, { choices: [`${'\u202e'.repeat(30)}`] }),
  optionValue: (limits) => isForm(limits, { choices: [long(101)] }),
};

/** Texts between pictures: nothing there can be joined. */
function mixed(count: number): Card {
  return many(count, (at) =>
    at % 2 === 0 ? { type: 'image', alt: '', png: 'AAAA' } : { type: 'text', text: `${at}` },
  );
}

describe('the limits of Discord', () => {
  test.each(Object.keys(limits))('%s has a source', (name) => {
    expect(sources[keyOf(name)]).toMatch(/^https:\/\//);
  });

  test.each(Object.keys(limits))('%s is kept to, and one more would be refused', (name) => {
    const key = keyOf(name);
    expect(needed[key](limits)).toBe(true);
    expect(needed[key]({ ...limits, [key]: limits[key] + 1 })).toBe(false);
  });
});

function keyOf(name: string): keyof Limits {
  const found = Object.keys(needed).find((key): key is keyof Limits => key === name);
  if (found === undefined) throw new Error(`nothing is known of ${name}`);
  return found;
}
