import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Asked,
  choicesOf,
  focusedLine,
  lineOfInteraction,
} from '../../../../../adapters/chat/discord/registration/line.ts';
import { spotOf } from '../../../../../adapters/chat/discord/registration/names.ts';
import { commands } from '../../../../../commands/index.ts';
import type { Option } from '../../../../../src/command.ts';
import { completeLine } from '../../../../../src/line/complete.ts';
import { findCommand } from '../../../../../src/line/find.ts';
import { readOptions } from '../../../../../src/line/options.ts';
import { splitWords } from '../../../../../src/line/words.ts';

const typed = (asked: Asked, renames = {}) => lineOfInteraction(asked, commands, renames);

/** What the parser makes of the line. */
function read(line: string) {
  const words = splitWords(line);
  const { command, used } = findCommand({ line, words }, commands);
  return { name: command.name, raw: readOptions(command, words.slice(used))?.raw };
}

describe('a command of Discord as a line', () => {
  test('is what a person would type', () => {
    expect(typed({ name: 'vm', subcommand: 'note', options: { machine: 'web-1' } })).toBe(
      'vm note web-1',
    );
    expect(typed({ name: 'nakhoda', subcommand: 'fleet', options: {} })).toBe('fleet');
  });

  test('has options in any order, and by name where it must', () => {
    const options = { name: 'before', 'disk-only': true, external: false, machines: 'web-*' };
    expect(typed({ name: 'snapshot', subcommand: 'create', options })).toBe(
      'snapshot create --disk-only web-* before',
    );
  });

  test('has several machines where several can stand', () => {
    const machines = 'web-1 "a b"  tag:prod';
    const line = typed({ name: 'vm', subcommand: 'stop', options: { machines } });
    expect(read(line).raw).toEqual({ machines: ['web-1', 'a b', 'tag:prod'] });
  });

  test('keeps the words of a program as they are', () => {
    const options = { argv: 'sh -c "echo --yes"', machine: 'web-1', timeout: 5 };
    const line = typed({ name: 'nakhoda', group: 'guest', subcommand: 'run', options });
    expect(read(line).raw).toEqual({
      timeout: 5,
      machine: 'web-1',
      argv: ['sh', '-c', 'echo --yes'],
    });
  });

  test('is any line behind /nakhoda do', () => {
    const options = { line: 'vm stop web-1' };
    expect(typed({ name: 'nakhoda', subcommand: 'do', options })).toBe('vm stop web-1');
  });

  test('has its real name where it goes by another', () => {
    const asked = { name: 'vmbackup', subcommand: 'list', options: {} };
    expect(typed(asked, { backup: 'vmbackup' })).toBe('backup list');
  });

  test('that is not there any more is refused with what helps', () => {
    expect(() => typed({ name: 'vm', subcommand: 'gone', options: {} })).toThrow(
      'There is no command /vm gone any more',
    );
  });

  test.each(commands.map(({ name }) => name))('%s is read back, whatever the values', (name) => {
    const command = commands.find((one) => one.name === name);
    const texts = Object.entries(command?.options ?? {}).filter(
      ([, { type, required }]) => required && ['text', 'machine', 'host', 'target'].includes(type),
    );
    const others = Object.entries(command?.options ?? {}).filter(
      ([key, option]) => option.required && !texts.some(([text]) => text === key),
    );
    const fixed = others.map(([key, option]): [string, string] => [key, somethingFor(option)]);
    const value = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => text.trim() !== '' && !text.includes('\0') && text.isWellFormed());
    fc.assert(
      fc.property(fc.array(value, { minLength: texts.length, maxLength: texts.length }), (any) => {
        const given = Object.fromEntries(texts.map(([key], at) => [key, any[at] ?? '']));
        const options = { ...given, ...Object.fromEntries(fixed) };
        const found = read(typed({ ...spotOf({ name }), options }));
        expect(found.name).toBe(name);
        expect(found.raw).toMatchObject(given);
      }),
      { numRuns: 30 },
    );
  });
});

/** A value that the option takes. */
function somethingFor(option: Option): string {
  if (option.type === 'choice') return option.values[0] ?? '';
  return option.type === 'task' || option.type === 'integer' ? '7' : '4G';
}

describe('what is typed on Discord just now', () => {
  const names = ['web-1', 'web-2', 'my vm', 'before "x"'];
  const sources = { may: () => true, names: () => names };
  const offered = (asked: Asked, name: string, value: string) => {
    const focused = { name, value };
    const line = focusedLine(asked, commands, {}, focused);
    const completions = completeLine(line, commands, sources);
    return choicesOf(asked, commands, {}, { focused, completions }).map((one) => one.value);
  };

  test('is completed from the names that fit', () => {
    const asked = { name: 'vm', subcommand: 'note', options: { machine: 'web' } };
    expect(offered(asked, 'machine', 'web')).toEqual(['web-1', 'web-2']);
    expect(offered(asked, 'machine', '')).toEqual(names);
  });

  test('is completed with the value itself, not with quotes', () => {
    const asked = { name: 'vm', subcommand: 'note', options: {} };
    expect(offered(asked, 'machine', 'my v')).toEqual(['my vm']);
    expect(offered(asked, 'machine', 'before "')).toEqual(['before "x"']);
  });

  test('knows what was given before', () => {
    const asked = { name: 'snapshot', subcommand: 'rollback', options: { machine: 'my vm' } };
    const focused = { name: 'snapshot', value: 'be' };
    expect(focusedLine(asked, commands, {}, focused)).toBe(
      'snapshot rollback "my vm" --snapshot=be',
    );
  });

  test('keeps the machines before the last one', () => {
    const asked = { name: 'vm', subcommand: 'stop', options: {} };
    expect(offered(asked, 'machines', 'web-1 my')).toEqual(['web-1 "my vm"']);
  });

  test('is completed word by word behind /nakhoda do and help', () => {
    const any = { name: 'nakhoda', subcommand: 'do', options: {} };
    expect(offered(any, 'line', 'vm sho')).toEqual(['vm show']);
    const help = { name: 'nakhoda', subcommand: 'help', options: {} };
    expect(offered(help, 'about', 'snapshot roll')).toEqual(['snapshot rollback']);
  });

  test('is at most 25 choices that Discord takes', () => {
    const asked = { name: 'vm', subcommand: 'note', options: {} };
    const completions = ['x'.repeat(101), ...Array.from({ length: 40 }, (_, at) => `m${at}`)].map(
      (value) => ({ value: `--machine=${value}` }),
    );
    const focused = { name: 'machine', value: '' };
    const choices = choicesOf(asked, commands, {}, { focused, completions });
    expect(choices).toHaveLength(25);
    expect(choices[0]).toEqual({ name: 'm0', value: 'm0' });
  });
});
