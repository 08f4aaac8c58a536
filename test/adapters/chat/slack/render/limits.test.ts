import { describe, expect, test } from 'vitest';
import { drawForm, optionOf } from '../../../../../adapters/chat/slack/answers/modal.ts';
import { type Limits, limits, sources } from '../../../../../adapters/chat/slack/render/limits.ts';
import { type Rendered, render } from '../../../../../adapters/chat/slack/render/render.ts';
import type { Card } from '../../../../../src/card.ts';
import type { FormField } from '../../../../../src/chat.ts';
import { checkContent, checkView } from '../../../../doubles/slack/check.ts';
import { limits as refused } from '../../../../doubles/slack/limits.ts';

const long = (letters: number): string => 'x'.repeat(letters);
const many = (count: number): Card => ({
  title: 'Many',
  blocks: Array.from({ length: count }, (_, at) => ({ type: 'text', text: `block ${at}` })),
});
const offers = (count: number, label = 'Show', asks?: string) =>
  Array.from({ length: count }, (_, at) => ({ id: `id-${at}`, label, asks }));

const isTaken = (rendered: Rendered): boolean =>
  checkContent({ blocks: rendered.blocks }).ok && rendered.text.length <= refused.updateText.most;

/** Whether Slack takes a page made with these limits. */
const isPage = (limits: Limits): boolean => {
  const { blocks } = render(many(120), { page: true, limits });
  return checkView({ type: 'home', blocks }, 'home').ok;
};

const seat = { channel: 'C1', direct: false };
const isForm = (limits: Limits, field: Partial<FormField>, title = 'a form'): boolean => {
  const fields = [{ name: 'a', label: 'A', required: true, ...field }];
  const form = { title, line: 'vm', problem: { title: 'Which?' }, fields };
  return checkView(drawForm({ id: 'id', form, seat }, limits), 'modal').ok;
};
const isFormWith = (limits: Limits, responseUrl: string): boolean => {
  const form = { title: 'a form', line: 'vm', problem: { title: 'Which?' }, fields: [] };
  return checkView(drawForm({ id: 'id', form, seat: { ...seat, responseUrl } }, limits), 'modal')
    .ok;
};

/** For each limit, something that Slack takes only because of it. */
const needed: Readonly<Record<keyof Limits, (limits: Limits) => boolean>> = {
  blocks: (limits) => isTaken(render(many(80), { limits })),
  viewBlocks: isPage,
  blocksSize: (limits) => {
    // Cards whose sizes lie a letter apart: one of them is exactly as long as it may be.
    const sizes = Array.from({ length: 3000 }, (_, at) => at + 10_500);
    const cards = sizes.map((letters): Card => ({ title: '', footer: '', blocks: split(letters) }));
    return cards.every((card) => isTaken(render(card, { limits })));
  },
  summary: (limits) => isTaken(render({ title: long(5000) }, { limits })),
  footer: (limits) => isTaken(render({ title: 'A', footer: long(3100) }, { limits })),
  actions: (limits) => isTaken(render({ title: 'A' }, { offers: offers(26), limits })),
  buttonText: (limits) => isTaken(render({ title: 'A' }, { offers: offers(1, long(90)), limits })),
  altText: (limits) => {
    const chart = { type: 'chart', title: 'CPU', unit: 'number', series: [] } as const;
    const pictures = new Map([[chart, { png: '', alt: long(2100), file: 'F123456789' }]]);
    return isTaken(render({ title: 'A', blocks: [chart] }, { pictures, limits }));
  },
  confirmTitle: (limits) =>
    isTaken(render({ title: 'A' }, { offers: offers(1, long(200), 'Sure?'), limits })),
  confirmText: (limits) =>
    isTaken(render({ title: 'A' }, { offers: offers(1, 'Go', long(400)), limits })),
  confirmButton: (limits) =>
    isTaken(render({ title: 'A' }, { offers: offers(1, long(40), 'Sure?'), limits })),
  viewTitle: (limits) => isForm(limits, {}, long(30)),
  inputLabel: (limits) => isForm(limits, { label: long(2100) }),
  options: (limits) =>
    isForm(limits, { choices: Array.from({ length: 101 }, (_, at) => `choice ${at}`) }),
  optionText: (limits) => isForm(limits, { choices: [long(100)] }),
  optionValue: (limits) => isForm(limits, { choices: [long(151)] }),
  privateMetadata: (limits) => {
    const bare = JSON.stringify({ id: 'id', seat: { ...seat, responseUrl: '' } }).length;
    return isFormWith(limits, long(3001 - bare));
  },
};

/** So many letters in texts that are each shown whole. */
function split(letters: number): Card['blocks'] {
  const whole = Math.floor(letters / 3000);
  const parts = [...Array.from({ length: whole }, () => 3000), letters % 3000];
  return parts.map((part) => ({ type: 'text', text: long(part) }));
}

describe('the limits of Slack', () => {
  test.each(Object.keys(limits))('%s has a source', (name) => {
    expect(sources[keyOf(name)]).toMatch(/^https:\/\//);
  });

  test.each(Object.keys(limits))('%s is kept to, and one more would be refused', (name) => {
    const key = keyOf(name);
    expect(needed[key](limits)).toBe(true);
    expect(needed[key]({ ...limits, [key]: limits[key] + 1 })).toBe(false);
  });

  test('a choice is brought back whole, however it is shown', () => {
    expect(optionOf(long(100))).toMatchObject({ value: long(100) });
  });
});

function keyOf(name: string): keyof Limits {
  const found = Object.keys(needed).find((key): key is keyof Limits => key === name);
  if (found === undefined) throw new Error(`nothing is known of ${name}`);
  return found;
}
