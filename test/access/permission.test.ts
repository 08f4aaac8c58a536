import { expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { onlyLooks } from '../../src/access/permission.ts';

const looking = commands.filter(onlyLooks).map(({ name }) => name);

it('what shows something may be sent again to share it', () => {
  expect(looking).toEqual(expect.arrayContaining(['help', 'vm list', 'vm console', 'access list']));
});

it('what changes something may not', () => {
  for (const name of [
    'claim',
    'access request',
    'access code',
    'task settle',
    'vm stop',
    'board',
  ]) {
    expect(looking).not.toContain(name);
  }
});
