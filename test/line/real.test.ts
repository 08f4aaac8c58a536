import { describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { parseLine } from '../../src/args.ts';
import { helpCard } from '../../src/help.ts';
import { beginnings, groups, verbs } from '../../src/line/aliases.ts';
import { matchCommand } from '../../src/line/find.ts';

const names = commands.map(({ name }) => name);
const firsts = new Set(names.map((name) => name.split(' ')[0]));

describe('the commands there are', () => {
  test.each(names)('%s is meant by its own words, and has help', (name) => {
    expect(matchCommand(name.split(' '), commands)?.command.name).toBe(name);
    expect(helpCard(name.split(' '), { commands, may: () => true }).title).toBe(name);
  });

  test.each(commands.flatMap(({ name, examples }) => examples.map((line) => [line, name])))(
    'the example %s is a line of %s',
    (line, name) => {
      expect(parseLine(line, commands).command.name).toBe(name);
    },
  );

  test.each([
    ['vm tag lab-0* a b --yes', false, true],
    ['vm tag lab-0* a --remove b', true, false],
    ['vm tag --remove lab-0* a b —yes', true, true],
  ])('%s: the tags are two, and the options none of them', (line, remove, yes) => {
    expect(parseLine(line, commands)).toMatchObject({ raw: { tags: ['a', 'b'], remove }, yes });
  });

  test('who names no tag is asked for one', () => {
    expect(() => parseLine('vm tag web-1 --yes', commands)).toThrow('vm tag needs a tag');
  });

  test('no alias is a real word, and each beginning means a real command', () => {
    for (const word of [...Object.keys(beginnings), ...Object.keys(groups)]) {
      expect(firsts).not.toContain(word);
    }
    for (const name of Object.values(beginnings)) expect(names).toContain(name);
  });

  test('every other verb stands for one that some group has', () => {
    const real = new Set(names.map((name) => name.split(' ')[1]));
    for (const [word, meant] of Object.entries(verbs)) {
      expect({ word, real: meant.some((verb) => real.has(verb)) }).toEqual({ word, real: true });
    }
  });
});
