import { expect, it } from 'vitest';
import { ago, bytes, bytesOf, count, cpu, load, percent, rate, span } from '../src/format.ts';

const GiB = 1024 ** 3;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

it('a figure that is not known is unknown, never 0', () => {
  for (const text of [bytes(undefined), percent(undefined), load(undefined), span(undefined)]) {
    expect(text).toBe('unknown');
  }
  expect(cpu(undefined, 4)).toBe('unknown of 4');
  expect(bytesOf(undefined, 2 * GiB)).toBe('unknown of 2.0 GiB');
  expect(bytesOf(undefined, undefined)).toBe('unknown');
  expect(ago(undefined, 5)).toBe('unknown');
});

it('sizes are in binary units', () => {
  expect(bytes(0)).toBe('0 B');
  expect(bytes(1023)).toBe('1023 B');
  expect(bytes(512 * 1024 ** 2)).toBe('512 MiB');
  expect(bytes(1.25 * GiB)).toBe('1.3 GiB');
  expect(bytes(3 * 1024 ** 6)).toBe('3072.0 PiB');
});

it('a part is in the unit of its whole', () => {
  expect(bytesOf(1.2 * GiB, 2 * GiB)).toBe('1.2 of 2.0 GiB');
  expect(bytesOf(100 * 1024 ** 2, 2 * GiB)).toBe('0.1 of 2.0 GiB');
  expect(bytesOf(5 * GiB, undefined)).toBe('5.0 GiB');
});

it('a share that is not quite nothing is said so', () => {
  expect(percent(0)).toBe('0 %');
  expect(percent(0.004)).toBe('< 1 %');
  expect(percent(0.124)).toBe('12 %');
  expect(cpu(0.12, 4)).toBe('12 % of 4');
  expect(cpu(0.12, undefined)).toBe('12 %');
});

it('a span is its two largest units', () => {
  expect(span(0)).toBe('0 s');
  expect(span(45_999)).toBe('45 s');
  expect(span(3 * minute + 20_000)).toBe('3 min');
  expect(span(2 * hour + 10 * minute)).toBe('2 h 10 min');
  expect(span(2 * hour)).toBe('2 h');
  expect(span(3 * day + 4 * hour + 59 * minute)).toBe('3 d 4 h');
});

it('an age is from a moment to now, and a clock ahead of ours is no age', () => {
  expect(ago(1_000, 2_000)).toBe('just now');
  expect(ago(0, 3 * minute)).toBe('3 min ago');
  expect(ago(hour, 0)).toBe('just now');
});

it('one thing is not two', () => {
  expect(count(1, 'machine')).toBe('1 machine');
  expect(count(0, 'machine')).toBe('0 machines');
});

it('load averages have two digits', () => {
  expect(load([0.1, 2, 10.456])).toBe('0.10 2.00 10.46');
});

it('a rate is bytes each second, and may be unknown', () => {
  expect(rate(0)).toBe('0 B/s');
  expect(rate(1.5 * 1024 ** 2)).toBe('2 MiB/s');
  expect(rate(undefined)).toBe('unknown');
});
