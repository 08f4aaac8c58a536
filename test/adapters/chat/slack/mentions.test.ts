import { describe, expect, it, test } from 'vitest';
import type { Card, Mention } from '../../../../src/card.ts';
import { hostile } from '../../../contracts/hostile.ts';
import { openDesk } from './desk.ts';

const place = { platform: 'slack', channel: 'C1' };
const person = (name: string, id: string): Mention => ({
  ...{ kind: 'person', name },
  ids: [
    { platform: 'discord', id: '11' },
    { platform: 'slack', id },
  ],
});
const group = (id: string): Mention => ({ kind: 'group', platform: 'slack', id });

async function posted(card: Card) {
  const desk = await openDesk({ groups: { S0ONCALL: ['U2'] } });
  const ref = await desk.slack.post(place, card, { nonce: 'n-1' });
  const rang = [desk.ann, desk.ben].map((one) => one.notifications().length);
  return { ...desk, ref, rang, message: desk.ann.messages('C1')[0] };
}

describe('whom a card calls on Slack', () => {
  test('is a person, whose device rings', async () => {
    const { rang, message } = await posted({ title: 'CPU', mentions: [person('Ann', 'U1')] });
    expect(rang).toEqual([1, 0]);
    expect(message).toMatchObject({ calls: ['U1'], text: '<@U1> CPU' });
  });

  test('is a user group, whose members hear it', async () => {
    const { rang, message } = await posted({ title: 'CPU', mentions: [group('S0ONCALL')] });
    expect(rang).toEqual([0, 1]);
    expect(message?.text).toBe('<!subteam^S0ONCALL> CPU');
  });

  test('is everybody who is here', async () => {
    const { rang, message } = await posted({ title: 'CPU', mentions: [{ kind: 'here' }] });
    expect(rang).toEqual([1, 1]);
    expect(message).toMatchObject({ calls: ['here'], text: '<!here> CPU' });
  });

  test('is a person too where their id stands for a group', async () => {
    const { message } = await posted({ title: 'CPU', mentions: [group('U2')] });
    expect(message?.calls).toEqual(['U2']);
  });

  test('is named where they have no account there, and rings nobody', async () => {
    const mentions: readonly Mention[] = [
      { kind: 'person', name: 'Budi <!channel>', ids: [] },
      { kind: 'group', platform: 'discord', id: '34' },
    ];
    const { rang, message } = await posted({ title: 'CPU', mentions });
    expect(rang).toEqual([0, 0]);
    expect(message?.calls).toEqual([]);
    expect(message?.drawn).toContain('Budi <!channel>');
  });

  test('is called once: an edit rings nobody', async () => {
    const card = { title: 'CPU', mentions: [person('Ann', 'U1')] };
    const { slack, ann, ref } = await posted(card);
    await slack.update(ref, { ...card, title: 'CPU, acknowledged' });
    expect(ann.notifications()).toHaveLength(1);
    expect(ann.messages('C1')[0]?.calls).toEqual([]);
  });
});

it('no text from outside calls anybody, whatever the card calls', async () => {
  const { slack, ann } = await openDesk({ groups: { S0ONCALL: ['U2'] } });
  const texts = ['<!here> <@U2> <!subteam^S0ONCALL> @here', ...Object.values(hostile)];
  for (const [at, text] of texts.entries()) {
    const card: Card = {
      ...{ title: text, footer: text, mentions: [person(text, 'U1')] },
      blocks: [
        { type: 'text', text },
        { type: 'code', text },
        { type: 'fields', fields: [{ label: text, value: text }] },
        { type: 'table', columns: [{ label: text }], rows: [[text]] },
      ],
    };
    await slack.post(place, card, { nonce: `n-${at}` });
  }
  const messages = ann.messages('C1');
  expect(messages).toHaveLength(texts.length);
  for (const { calls } of messages) expect(calls).toEqual(['U1']);
});
