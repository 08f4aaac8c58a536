import { describe, expect, test } from 'vitest';
import { type HelpScope, helpCard } from '../src/help.ts';
import { commands } from './line/fixture.ts';
import { refusal } from './line/refusal.ts';

const everyone: HelpScope = { commands, may: () => true };
const reader: HelpScope = {
  commands,
  may: (right) => right === 'help' || right.endsWith('.read'),
};
const text = (about: string, scope = everyone) =>
  JSON.stringify(helpCard(about.split(' ').filter(Boolean), scope));

describe('help', () => {
  test('has a line for every group and every word alone', () => {
    expect(helpCard([], everyone).blocks?.[0]).toMatchObject({
      type: 'table',
      rows: expect.arrayContaining([
        ['vm', 'list, show and stop'],
        ['guest', 'run'],
        ['fleet', 'Everything at a glance'],
      ]),
    });
  });

  test('shows only what the person may use', () => {
    const shown = text('', reader);
    expect(shown).toContain('list and show');
    expect(shown).not.toMatch(/stop|rollback|guest/);
    expect(text('snapshot', reader)).not.toContain('rollback');
    expect(refusal(() => helpCard(['guest', 'run'], reader))).toMatchObject({ code: 'not-found' });
  });

  test('about a group lists how each of its commands is typed', () => {
    expect(helpCard(['snap'], everyone)).toMatchObject({
      title: 'snapshot',
      blocks: [{ rows: expect.arrayContaining([['snapshot list <machine>', 'Lists snapshots']]) }],
    });
  });

  test('about a command gives its usage, options and examples', () => {
    const card = helpCard(['guest', 'run'], everyone);
    expect(card.title).toBe('guest run');
    expect(card.blocks).toContainEqual({
      type: 'code',
      text: 'guest run <machine> [--timeout <timeout>] <argv…>',
    });
    expect(card.blocks).toContainEqual(
      expect.objectContaining({
        type: 'table',
        rows: expect.arrayContaining([['--timeout', 'Seconds (1 to 3600)', 'no']]),
      }),
    );
    expect(card.blocks).toContainEqual({ type: 'code', text: 'guest run e1 uname -a' });
  });

  test('says what a person of that chat has to know of typing there', () => {
    const note = 'No slash commands in threads.';
    expect(JSON.stringify(helpCard([], { ...everyone, note }))).toContain(note);
  });

  test('understands aliases, capitals and a slash', () => {
    expect(text('/VM ls')).toBe(text('vm list'));
    expect(text('poweroff')).toBe(text('vm stop'));
  });

  test('about nothing there is names what is near', () => {
    expect(refusal(() => helpCard(['snapsot', 'rollbak'], everyone))).toMatchObject({
      code: 'not-found',
      choices: ['help snapshot rollback'],
    });
    expect(refusal(() => helpCard(['vm', 'frobnicate'], everyone)).hint).toBe(
      'Type help to see it all.',
    );
  });
});
