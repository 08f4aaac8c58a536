import { expect, it } from 'vitest';
import { codeName, codeOf, nameBackups, SHORTEST } from '../../src/backups/names.ts';

const named = (id: string) => ({ site: 'lab', id, machine: { id: 'm', birth: 'b', name: 'e1' } });
const many = Array.from({ length: 20_000 }, (_, number) => named(`backup-${number}`));

it('a name is its machine and five letters or digits that nobody takes for another', () => {
  expect(codeName(named('x'))).toMatch(/^e1@[abcdefghjkmnpqrstuvwxyz23456789]{5}$/);
  expect(nameBackups([named('x')])(named('x'))).toBe(codeName(named('x')));
});

it('of twenty thousand each has a name of its own, longer only where it must be', () => {
  const name = nameBackups(many);
  const names = many.map(name);
  expect(new Set(names).size).toBe(many.length);
  const long = names.filter((one) => one.length > 'e1@'.length + SHORTEST);
  expect(long.length).toBeGreaterThan(0);
  expect(long.length).toBeLessThan(100);
  const codes = many.map(codeOf);
  for (const one of [...long, ...names.slice(0, 20)]) {
    const code = one.slice('e1@'.length);
    expect(codes.filter((each) => each.startsWith(code))).toHaveLength(1);
  }
});

it('the same id on two sites are two backups', () => {
  expect(codeOf({ site: 'a', id: 'x' })).not.toBe(codeOf({ site: 'b', id: 'x' }));
});
