import { describe, expect, test } from 'vitest';
import { registrationsOf } from '../../../../../adapters/chat/discord/registration/commands.ts';
import { spotOf } from '../../../../../adapters/chat/discord/registration/names.ts';
import { commands } from '../../../../../commands/index.ts';
import { defineCommand } from '../../../../../src/command.ts';
import { commandListFaults } from '../../../../doubles/discord/limits/command.ts';
import { commandBody } from '../../../../doubles/discord/wire.ts';

const registered = registrationsOf(commands);
const faults = commandListFaults(registered.map((one) => commandBody.parse(one)));

describe('the commands as Discord knows them', () => {
  test('are within what it takes', () => {
    expect(faults).toEqual([]);
  });

  test('have at most three words, and a place of their own, where none is a command and a group', () => {
    const spots = commands.map(({ name }) => {
      expect(name.split(' ').length).toBeLessThanOrEqual(3);
      return spotOf({ name });
    });
    const words = spots.map(({ name, group, subcommand }) => [name, group, subcommand].join(' '));
    expect(new Set(words).size).toBe(commands.length);
    const groups = new Set(spots.map(({ name, group }) => `${name} ${group}`));
    expect(spots.filter(({ name, subcommand }) => groups.has(`${name} ${subcommand}`))).toEqual([]);
  });

  test('say whole what each is for', () => {
    expect(commands.filter(({ description }) => description.length > 100)).toEqual([]);
    const options = commands.flatMap((command) => Object.values(command.options));
    expect(options.filter(({ description }) => description.length > 100)).toEqual([]);
  });

  test('have their own first word, or are under /nakhoda', () => {
    expect(new Set(registered.map(({ name }) => name))).toEqual(
      new Set(['alert', 'backup', 'host', 'nakhoda', 'net', 'snapshot', 'vm']),
    );
    const own = registered.find(({ name }) => name === 'nakhoda');
    expect(own?.options?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['do', 'fleet', 'help', 'claim', 'task', 'guest', 'access']),
    );
  });

  test('are for everybody in a server, as the bot itself knows who may', () => {
    for (const one of registered) {
      expect(one).toMatchObject({
        default_member_permissions: null,
        contexts: [0],
        integration_types: [0],
      });
    }
  });

  test('go by other words where theirs are taken', () => {
    const names = registrationsOf(commands, { backup: 'vmbackup', nakhoda: 'harbour' }).map(
      ({ name }) => name,
    );
    expect(names).toContain('vmbackup');
    expect(names).toContain('harbour');
    expect(names).not.toContain('backup');
  });

  test('ask for what is needed first, and know the names there are', () => {
    const options = registered
      .find(({ name }) => name === 'snapshot')
      ?.options?.find(({ name }) => name === 'create');
    expect(options).toMatchObject({
      type: 1,
      options: [
        { type: 3, name: 'machines', required: true, autocomplete: true },
        { type: 3, name: 'name', required: true },
        { type: 3, name: 'description' },
        { type: 5, name: 'disk-only' },
        { type: 5, name: 'external' },
      ],
    });
  });

  test('are cut, or completed, where a definition is more than Discord takes', () => {
    const values = Array.from({ length: 26 }, (_, at) => `value-${at}`);
    const wide = defineCommand({
      name: 'vm wide',
      description: 'x'.repeat(101),
      needs: 'vm.read',
      audience: 'caller',
      options: {
        one: { type: 'choice', description: 'y'.repeat(101), required: false, values },
        few: { type: 'choice', description: 'Few', required: false, values: values.slice(1) },
        size: { type: 'integer', description: 'N', required: true, min: -1e17, max: 1e17 },
      },
      examples: [],
      run: () => ({ title: 'wide' }),
    });
    const made = registrationsOf([wide]);
    expect(commandListFaults(made.map((one) => commandBody.parse(one)))).toEqual([]);
    const sub = made[0]?.options?.find(({ name }) => name === 'wide');
    expect(sub).toMatchObject({
      options: [
        { name: 'size', min_value: -(2 ** 53), max_value: 2 ** 53 },
        { name: 'one', autocomplete: true },
        { name: 'few', choices: { length: 25 } },
      ],
    });
  });
});
