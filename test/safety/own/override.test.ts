import fc from 'fast-check';
import { expect, it } from 'vitest';
import { takeOverride } from '../../../src/safety/own/override.ts';

it.each([
  ['vm stop bot --even-the-bot', 'vm stop bot', true],
  ['vm stop bot --even-the-bot --yes', 'vm stop bot --yes', true],
  ['vm stop bot --yes --even-the-bot', 'vm stop bot --yes', true],
  ['vm stop bot "--even-the-bot"', 'vm stop bot "--even-the-bot"', false],
  ['vm stop --even-the-bot bot', 'vm stop --even-the-bot bot', false],
  ['snapshot rollback bot --even-the-bot=1', 'snapshot rollback bot --even-the-bot=1', false],
  ['vm stop bot', 'vm stop bot', false],
])('%s', (line, left, even) => {
  expect(takeOverride(line)).toEqual({ line: left, even });
});

it('no word in quotes is the override, whatever is in it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\w -]*$/), (text) => {
      const line = `snapshot create e1 "${text} --even-the-bot"`;
      expect(takeOverride(line)).toEqual({ line, even: false });
    }),
  );
});
