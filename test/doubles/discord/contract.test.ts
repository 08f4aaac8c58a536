import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commands, messages, modals, suggestions } from './bodies.ts';
import { type Contract, readContract } from './contract.ts';

const folder = process.env['NAKHODA_CONTRACTS'] ?? '';
const isThere = existsSync(join(folder, 'discord-openapi.json'));

describe.skipIf(!isThere)(
  "Discord's OpenAPI file (skipped where NAKHODA_CONTRACTS has none)",
  () => {
    let contract: Contract;
    beforeAll(() => {
      contract = readContract(folder);
    });

    const posted = (body: unknown) => contract.check('POST', '/channels/1/messages', body);
    const called = (type: number, data: unknown) =>
      contract.check('POST', '/interactions/1/token/callback', { type, data });

    it('turns no check off', () => {
      expect(contract.off).toEqual([]);
    });

    it.each(messages)('takes as much as the double: a message, %s: %i', (_name, most, body) => {
      expect(posted(body(most))).toEqual([]);
    });

    it.each(modals)('takes as much as the double: a modal, %s: %i', (_name, most, data) => {
      expect(called(9, data(most))).toEqual([]);
    });

    it.each(suggestions)(
      'takes as much as the double: suggestions, %s: %i',
      (_name, most, data) => {
        expect(called(8, data(most))).toEqual([]);
      },
    );

    it.each(commands)('takes as much as the double: commands, %s: %i', (_name, most, body) => {
      expect(contract.check('PUT', '/applications/1/commands', body(most))).toEqual([]);
    });

    it('tells what is wrong in the branch that was meant', () => {
      const components = [
        { type: 17, components: [{ type: 1, components: [{ type: 2, label: 7 }] }] },
      ];
      const at = ['components', 0, 'components', 0, 'components', 0];
      expect(posted({ components })).toMatchObject([
        { path: [...at, 'style'], code: 'BASE_TYPE_REQUIRED' },
        { path: [...at, 'label'] },
      ]);
    });

    it('knows no other kinds of components', () => {
      expect(posted({ components: [{ type: 99 }] })).toMatchObject([
        { path: ['components', 0, 'type'], code: 'BASE_TYPE_CHOICES' },
      ]);
    });

    it('takes permissions as text', () => {
      const body = [{ name: 'vm', description: 'a', default_member_permissions: '0' }];
      expect(contract.check('PUT', '/applications/1/commands', body)).toEqual([]);
    });
  },
);

describe('a double without the file', () => {
  it('says what it does not check', () => {
    const { off, check } = readContract('');
    expect(off).toEqual([expect.stringContaining("Discord's OpenAPI file")]);
    expect(check('POST', '/channels/1/messages', { components: [{ type: 99 }] })).toEqual([]);
  });
});
