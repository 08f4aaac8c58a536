import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLine } from '../../src/args.ts';
import { defineCommand } from '../../src/command.ts';
import { helpCard } from '../../src/help.ts';
import { lineOf } from '../../src/line/line-of.ts';
import { sizeOf, sizeWord } from '../../src/line/size.ts';
import { refusal } from './refusal.ts';

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;
const range = { type: 'size', min: 16 * MiB, max: 4096 * GiB } as const;

const set = defineCommand({
  name: 'vm set',
  description: 'Changes a machine',
  needs: 'vm.change',
  audience: 'caller',
  options: {
    memory: { ...range, description: 'Memory', required: false, positional: false },
    disk: { ...range, description: 'Disk', required: false, positional: false, relative: true },
  },
  examples: [],
  run: () => ({ title: '' }),
});
const raw = (line: string) => parseLine(line, [set]).raw;
const memory = (text: string) => sizeOf(String(raw(`vm set --memory "${text}"`)['memory']));

describe('a size', () => {
  test.each([
    ['4G', 4 * GiB],
    ['4g', 4 * GiB],
    ['4GB', 4 * GiB],
    ['4 GiB', 4 * GiB],
    ['1.5GiB', 1.5 * GiB],
    ['1,5G', 1.5 * GiB],
    ['512M', 512 * MiB],
    ['65536K', 64 * MiB],
    ['1T', 1024 * GiB],
    ['16777216B', 16 * MiB],
  ])('%s is %d bytes', (text, bytes) => {
    expect(memory(text)).toEqual({ bytes, plus: false });
  });

  test('may be an addition where that is understood', () => {
    expect(sizeOf(String(raw('vm set disk=+10G')['disk']))).toEqual({
      bytes: 10 * GiB,
      plus: true,
    });
    expect(refusal(() => raw('vm set disk=+90000T')).code).toBe('invalid');
    expect(refusal(() => raw('vm set --memory +10G')).code).toBe('invalid');
  });

  test.each([
    ['4', 'memory: "4" has no unit'],
    ['lots', 'memory: "lots" is no size'],
    ['-4G', 'memory: "-4G" is no size'],
    ['4X', 'memory: "4X" is no size'],
    ['1M', 'memory is from 16 MiB to 4.0 TiB, not 1 MiB'],
    ['9999999999T', 'memory: "9999999999T" is no size'],
    ['5T', 'memory is from 16 MiB to 4.0 TiB, not 5.0 TiB'],
  ])('%s is refused with what is right', (text, message) => {
    expect(refusal(() => raw(`vm set --memory "${text}"`))).toMatchObject({
      code: 'invalid',
      message,
      hint: expect.stringContaining('Usage: vm set [--memory <memory>]'),
    });
  });

  test('reads the same from the line that is made of it', () => {
    const unit = fc.constantFrom('M', 'mb', ' MiB', 'G', ' gib');
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 4096 }), unit, (number, word) => {
        const read = raw(`vm set --memory "${number}${word}"`);
        expect(raw(lineOf(set, read))).toEqual(read);
      }),
    );
  });

  test('has its range in the help', () => {
    const card = helpCard(['vm', 'set'], { commands: [set], may: () => true });
    expect(JSON.stringify(card)).toContain('Memory (16 MiB to 4.0 TiB; such as 4G or 512M)');
  });
});

test('a size is written as a person would type it, and read back as the same', () => {
  expect([512 * 1024 ** 2, 1024 ** 3, 1.5 * 1024 ** 3, 1025].map(sizeWord)).toEqual([
    '512M',
    '1G',
    '1536M',
    '1025B',
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 45 }), (value) => {
      expect(sizeOf(sizeWord(value)).bytes).toBe(value);
    }),
  );
});
