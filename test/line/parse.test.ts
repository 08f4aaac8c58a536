import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLine } from '../../src/args.ts';
import { BotError } from '../../src/errors.ts';
import { lineOf } from '../../src/line/line-of.ts';
import { quoteWord } from '../../src/line/words.ts';
import { command, commands } from './fixture.ts';

const raw = (line: string) => parseLine(line, commands).raw;

describe('a line that fits', () => {
  test('fills the options in the order of their declaration', () => {
    const parsed = parseLine('snapshot rollback e1 before', commands);
    expect(parsed.command.name).toBe('snapshot rollback');
    expect(parsed).toMatchObject({ raw: { machine: 'e1', snapshot: 'before' }, yes: false });
  });

  test.each([
    'snapshot create e1 before --description "why not" --without-memory',
    'snapshot create --description="why not" --without-memory e1 before',
    'snapshot create e1 description=“why not” —without-memory before',
    'SNAPSHOT Create --Without-Memory snapshot=before --description "why not" machine=e1',
    'nakhoda snapshot create ‐‐without-memory e1 before –description ‘why not’',
    "/snapshot create −−without-memory ―description='why not' -- e1 before",
    '/nakhoda snapshot create e1 before -without-memory description="why not"',
  ])('%s', (line) => {
    expect(raw(line)).toEqual({
      machine: 'e1',
      snapshot: 'before',
      description: 'why not',
      withoutMemory: true,
    });
  });

  test('a quoted word, or one behind --, is never an option', () => {
    expect(raw('vm show "--all"')).toEqual({ machine: '--all' });
    expect(raw('vm show -- --all')).toEqual({ machine: '--all' });
    expect(raw('vm show — --all')).toEqual({ machine: '--all' });
    expect(raw('vm show "machine=e1"')).toEqual({ machine: 'machine=e1' });
    expect(raw('vm show --machine "--all"')).toEqual({ machine: '--all' });
    expect(raw('net ping e1 -5')).toMatchObject({ target: '-5' });
  });

  test('key=value is an option only where the command has that key', () => {
    expect(raw('snapshot create e1 a=b')).toMatchObject({ snapshot: 'a=b' });
    expect(raw('snapshot create e1 snapshot=a=b')).toMatchObject({ snapshot: 'a=b' });
  });

  test('what was not given is undefined, a flag false, the rest empty', () => {
    expect(raw('vm list')).toEqual({ machines: undefined, wide: false });
    expect(raw('help')).toEqual({ about: [] });
  });

  test('several machines by place are a list', () => {
    expect(raw('vm list e1 tag:prod --wide web-*')).toEqual({
      machines: ['e1', 'tag:prod', 'web-*'],
      wide: true,
    });
    expect(raw('vm list --machines e1')).toMatchObject({ machines: ['e1'] });
  });

  test('numbers are numbers, choices their own spelling', () => {
    expect(raw('net ping e1 e2 count=3')).toMatchObject({ count: 3 });
    expect(raw('task settle #12 DONE')).toEqual({ task: 12, as: 'done' });
  });

  test('--yes counts at the end alone and never as a quoted word', () => {
    expect(parseLine('snapshot delete e1 before --yes', commands).yes).toBe(true);
    expect(parseLine('snapshot delete e1 before —yes', commands).yes).toBe(true);
    expect(parseLine('snapshot delete e1 "--yes"', commands)).toMatchObject({
      yes: false,
      raw: { snapshot: '--yes' },
    });
  });
});

describe('the rest of a line', () => {
  test('takes every word as it is', () => {
    const line =
      'guest run --timeout 5 e1 test ! -e "/root/uji rollback" --yes key=value —x -- $HOME';
    expect(parseLine(line, commands)).toMatchObject({
      yes: false,
      raw: {
        timeout: 5,
        machine: 'e1',
        argv: ['test', '!', '-e', '/root/uji rollback', '--yes', 'key=value', '—x', '--', '$HOME'],
      },
    });
  });

  test('begins as soon as what stands before it was given by name', () => {
    expect(raw('guest run machine=e1 ls --timeout 5')).toMatchObject({
      argv: ['ls', '--timeout', '5'],
      timeout: undefined,
    });
  });

  test('any argv comes through exactly', () => {
    const argument = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 20 }), (argv) => {
        const line = `guest run e1 ${argv.map(quoteWord).join(' ')}`;
        fc.pre(line.length <= 8000);
        expect(raw(line)).toMatchObject({ argv });
      }),
    );
  });
});

describe('any line at all', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'vm',
      'list',
      'snapshot',
      'create',
      'guest',
      'run',
      '--',
      '--yes',
      '-',
      '—',
      '=',
    ),
    fc.constantFrom(
      'count=',
      '--count',
      'task',
      'settle',
      '"',
      "'",
      '“',
      '\\',
      '?',
      '/',
      '__proto__',
    ),
    fc.string({ unit: 'binary' }),
  );
  test('is parsed or refused with a sentence', () => {
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom('', ' '), (pieces, glue) => {
        try {
          expect(commands).toContain(parseLine(pieces.join(glue), commands).command);
        } catch (error) {
          expect(error).toBeInstanceOf(BotError);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('made from values gives the same values back', () => {
    const name = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '');
    const values = fc.record({
      machine: name,
      snapshot: fc.string(),
      description: fc.option(fc.string(), { nil: undefined }),
      withoutMemory: fc.boolean(),
    });
    fc.assert(
      fc.property(values, (given) => {
        expect(raw(lineOf(command('snapshot create'), given))).toEqual(given);
      }),
    );
    const run = { timeout: 9, machine: '--all', argv: ['--yes', 'a b', '--', ''] };
    expect(raw(lineOf(command('guest run'), run))).toEqual(run);
    const many = { machines: ['a b', '--wide'], wide: true };
    expect(raw(lineOf(command('vm list'), many))).toEqual(many);
  });
});
