import { describe, expect, it } from 'vitest';
import { broken, oneWay, type Row, readWays } from '../../../src/connectivity/matrix/ways.ts';
import { answer, member, row } from './members.ts';

const [e1, e2, e3] = [member(1), member(2), member(3)];

describe('a way from e1 to e2', () => {
  const noRoute = {
    address: '10.0.0.2',
    result: { problem: 'there is no route to it from there' },
    noRoute: true,
  };
  const puzzling = { address: '10.0.0.2', result: { problem: 'ping is not permitted there' } };
  it.each<[string, Row | undefined, object]>([
    ['is reached', row(answer(2, 3)), { state: 'reached', lossFraction: 0, avgMs: 0.5 }],
    ['loses some', row(answer(2, 2)), { state: 'reached', address: '10.0.0.2' }],
    ['is silent', row(answer(2, 0)), { state: 'silent', why: 'no answer came back' }],
    [
      'is silent without a route',
      row(noRoute),
      { state: 'silent', why: 'there is no route to it from there' },
    ],
    [
      'is unknown where nothing was sent',
      row(puzzling),
      { state: 'unknown', why: 'ping is not permitted there' },
    ],
    ['is unknown where its output was cut', row(), { state: 'unknown' }],
    ['is unknown with its row', { why: 'it is off' }, { state: 'unknown', why: 'it is off' }],
    ['is unknown when nobody asked any more', undefined, { state: 'unknown' }],
  ])('%s', (_, told, way) => {
    expect(readWays([e1, e2], [told, row()])[0]?.[1]).toMatchObject(way);
  });

  it('is as good as its best address', () => {
    const two = member(2, { addresses: ['10.0.0.2', '10.0.0.9'] });
    const ways = readWays([e1, two], [row(answer(2, 0), answer(9, 3)), row()]);
    expect(ways[0]?.[1]).toMatchObject({ state: 'reached', address: '10.0.0.9' });
  });

  it('is unknown without an address, and with one that is not e2’s alone', () => {
    const nowhere = member(2, { addresses: [] });
    expect(readWays([e1, nowhere], [row(), row()])[0]?.[1]).toEqual({
      state: 'unknown',
      why: 'the address of e2 is unknown',
    });
    const nat = { addresses: ['10.0.2.15'] };
    const [a, b] = [member(2, nat), member(3, nat)];
    const told = row({ address: '10.0.2.15', result: { sent: 3, received: 3, lossFraction: 0 } });
    const ways = readWays([e1, a, b], [told, told, told]);
    expect(ways[0]?.[1]).toMatchObject({
      state: 'unknown',
      why: expect.stringContaining('that of another machine too'),
    });
    expect(ways[1]?.[2]).toMatchObject({
      state: 'unknown',
      why: expect.stringContaining('its own too'),
    });
  });
});

it('a way that answers in one direction stands first among the broken ones', () => {
  const ways = readWays(
    [e1, e2, e3],
    [
      row(answer(2, 3), answer(3, 0)),
      row(answer(1, 3), answer(3, 0)),
      row(answer(1, 0), answer(2, 1)),
    ],
  );
  expect(ways[0]?.[0]).toBe(undefined);
  expect(oneWay(ways)).toEqual([{ from: 1, to: 2 }]);
  expect(broken(ways)).toEqual([
    { from: 1, to: 2 },
    { from: 0, to: 2 },
    { from: 2, to: 0 },
  ]);
});

it('a way whose other direction is unknown is not one-way', () => {
  const ways = readWays([e1, e2], [row(answer(2, 0)), { why: 'no agent' }]);
  expect(oneWay(ways)).toEqual([]);
  expect(broken(ways)).toEqual([{ from: 0, to: 1 }]);
});
