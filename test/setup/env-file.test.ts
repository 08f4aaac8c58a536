import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withVariable } from '../../src/setup/env-file.ts';

/** What a password may hold, and what makes trouble in such files. */
const value = fc.string({ unit: fc.constantFrom(...'aZ9#$ =\\\'":@/%&'), minLength: 1 });

it('a secret comes back from the file as it was typed, and the other lines stay', () => {
  const before = '# the team’s\nNAKHODA_LOG=debug\nOTHER="two words"\n';
  fc.assert(
    fc.property(value, (secret) => {
      const text = withVariable(before, 'DATABASE_URL', secret);
      expect(text.startsWith(before)).toBe(true);
      expect(parseEnv(text)).toEqual({ ...parseEnv(before), DATABASE_URL: secret });
      const again = withVariable(text, 'DATABASE_URL', 'new');
      expect(parseEnv(again)).toEqual({ ...parseEnv(before), DATABASE_URL: 'new' });
    }),
  );
});

it('a last line without an end is not grown into', () => {
  expect(withVariable('A=1', 'B', '2')).toBe("A=1\nB='2'\n");
});

it('what holds every kind of quote is refused, because no such file can hold it', () => {
  expect(() => withVariable('', 'A', `all of ' " and \``)).toThrow(
    'A does not fit into a .env file',
  );
});

it('a variable that stands there twice has the new value, whichever of the two is read', () => {
  const text = withVariable('A=1\nB=2\nexport A=3\n', 'A', 'new');
  expect(parseEnv(text)).toEqual({ A: 'new', B: '2' });
  expect(text).not.toMatch(/[13]/);
});
