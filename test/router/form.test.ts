import { describe, expect, test } from 'vitest';
import { parseLine } from '../../src/args.ts';
import { defineCommand } from '../../src/command.ts';
import { MissingValues } from '../../src/line/raw.ts';
import { completedLine, formFor } from '../../src/router/form.ts';

const run = defineCommand({
  name: 'guest run',
  description: 'Runs a program',
  needs: 'guest.run',
  audience: 'caller',
  options: {
    machine: { type: 'machine', description: 'Where', required: true },
    argv: { type: 'rest', description: 'What', required: true },
  },
  examples: [],
  run: () => ({ title: '' }),
});

function formOf(line: string) {
  try {
    parseLine(line, [run]);
  } catch (error) {
    if (error instanceof MissingValues) return formFor(error, { title: 'Something is missing' });
  }
  throw new Error('nothing is missing');
}

describe('a filled-in form', () => {
  test('gives values that hold anything as one word each', () => {
    const form = formOf('guest run');
    const { raw } = parseLine(completedLine(form, ['--all "x"', 'df -h']), [run]);
    expect(raw).toEqual({ machine: '--all "x"', argv: ['df', '-h'] });
  });

  test('gives the words of an argv as they are typed', () => {
    expect(completedLine(formOf('guest run web-1'), ['ls "/a b"'])).toBe(
      'guest run web-1 ls "/a b"',
    );
  });

  test('offers what was asked for, and names what has no place of its own', () => {
    const make = defineCommand({
      name: 'vm create',
      description: 'Makes a machine',
      needs: 'vm.create',
      audience: 'caller',
      options: {
        name: { type: 'text', description: 'How it is called', required: true },
        image: { type: 'text', description: 'Of what', required: false, positional: false },
        net: { type: 'text', description: 'Where', required: false, positional: false },
      },
      examples: [],
      run: () => ({ title: '' }),
    });
    const asked = new MissingValues('it needs an image', '', {
      command: make,
      given: { name: 'web 9' },
      missing: ['image', 'net'],
      offers: { image: { choices: ['a b'] }, net: { choices: ['x', 'y'], optional: true } },
    });
    const form = formFor(asked, { title: '' });
    expect(form.fields).toMatchObject([
      { name: 'image', required: true, choices: ['a b'] },
      { name: 'net', required: false, choices: ['x', 'y'] },
    ]);
    expect(completedLine(form, ['a b', ''])).toBe('vm create "web 9" --image="a b"');
    const { raw } = parseLine(completedLine(form, ['a b', 'y']), [make]);
    expect(raw).toEqual({ name: 'web 9', image: 'a b', net: 'y' });
  });

  test('names what follows a field that was left out', () => {
    const fields = ['one', 'two', 'three'].map((name) => ({ name, label: name, required: false }));
    const form = { title: 'x', problem: { title: 'x' }, line: 'x', fields };
    expect(completedLine(form, ['1', '', 'a b'])).toBe('x 1 --three="a b"');
  });
});
