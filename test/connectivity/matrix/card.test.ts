import { expect, it } from 'vitest';
import { matrixCard } from '../../../src/connectivity/matrix/card.ts';
import { textOf } from '../../commands/bench.ts';
import { answer, member, row } from './members.ts';

const [e1, e2] = [member(1), member(2)];
const off = member(3, { addresses: [], silent: 'it is off' });
const whole = { missing: [] };

it('an asymmetric path is told in words, marked in the table, and asked why about', () => {
  const rows = [row(answer(2, 0)), row(answer(1, 3))];
  const { card, anyReached } = matrixCard({ ...whole, members: [e1, e2], rows });
  expect(anyReached).toBe(true);
  expect(card).toMatchObject({
    title: 'Matrix of 2 machines: 1 of 2 ways answer',
    tone: 'warning',
  });
  const text = textOf(card);
  expect(text).toContain('e2 reaches e1, e1 does not reach e2: no answer came back.');
  expect(text).toContain('e1 | 0 of 1 | e2 (one way)');
  expect(card.actions).toEqual([{ label: 'Why e1 → e2', short: 'Why', command: 'net why e1 e2' }]);
});

it('a machine that is off is a row of unknown with the reason, and still a column', () => {
  const rows = [row(answer(2, 3)), row(answer(1, 2)), { why: 'it is off' }];
  const { card } = matrixCard({ ...whole, members: [e1, e2, off], rows, again: 'net matrix' });
  expect(card.title).toBe('Matrix of 3 machines: 2 of 2 ways answer, 4 unknown');
  const text = textOf(card);
  expect(text).toContain('e3 | unknown |  |  | it is off');
  expect(text).toContain('e2 | 1 of 1 |  | 0.50 ms | loses 33 % to e1');
  expect(card.actions).toEqual([{ label: 'Again', command: 'net matrix' }]);
});

it('all that answers is a success, all that is silent none, all that is unknown neither', () => {
  const tone = (...rows: Parameters<typeof matrixCard>[0]['rows']) =>
    matrixCard({ ...whole, members: [e1, e2], rows }).card.tone;
  expect(tone(row(answer(2, 3)), row(answer(1, 3)))).toBe('success');
  expect(tone(row(answer(2, 0)), row(answer(1, 0)))).toBe('danger');
  expect(tone({ why: 'no agent' }, { why: 'no agent' })).toBe('warning');
});

it('an address of several, a site that is silent and a cancel are said', () => {
  const nat = { addresses: ['10.0.2.15'] };
  const { card } = matrixCard({
    members: [member(1, nat), member(2, nat)],
    rows: [row(), undefined],
    missing: ['vb'],
    cut: 'Cancelled',
  });
  expect(card.title).toBe('Cancelled: Matrix of 2 machines: nothing is known, 2 unknown');
  const text = textOf(card);
  expect(text).toContain('e1 and e2 each have 10.0.2.15');
  expect(text).toContain('Machines of vb are not in it');
});
