import { describe, expect, test } from 'vitest';
import { hypervisors as adapters } from '../../adapters/hypervisor/index.ts';
import { parseConfig } from '../../src/config.ts';

const parse = (more: string) =>
  parseConfig(`sites: [{ name: a, kind: demo }]\n${more}\n`, { path: 'a.yaml', adapters });

describe('what the configuration says of the store', () => {
  test('left out, it is left to the defaults', () => {
    expect(parse('')).toMatchObject({ retention: undefined, atOnce: undefined });
  });

  test('of the days, what is left out has its default', () => {
    expect(parse('retention: { audit: 30 }').retention).toEqual({
      tasks: 90,
      audit: 30,
      confirmations: 7,
    });
  });

  test('how long a task may wait is told in minutes', () => {
    expect(parse('waiting: { minutes: 90 }').waitMs).toBe(90 * 60_000);
  });

  test.each([
    ['retention: { tasks: 0 }', 'retention.tasks: wants at least 1 day'],
    ['retention: { tasks: 1.5 }', 'retention.tasks: wants whole days'],
    ['retention: { aduit: 5 }', 'aduit'],
    ['retention: forever', 'retention: '],
    ['waiting: { minutes: 0 }', 'waiting.minutes: wants at least 1 minute'],
    ['atOnce: 0', 'atOnce: '],
    ['atOnce: many', 'atOnce: wants a whole number'],
  ])('%s is a mistake with its place', (text, says) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: 'invalid', hint: expect.stringContaining(says) }),
    );
  });
});
