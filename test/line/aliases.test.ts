import { describe, expect, test } from 'vitest';
import { parseLine } from '../../src/args.ts';
import { beginnings, groups, verbs } from '../../src/line/aliases.ts';
import { matchCommand } from '../../src/line/find.ts';
import { commands } from './fixture.ts';

const named = (line: string) => matchCommand(line.split(' '), commands)?.command.name;

describe('aliases', () => {
  test.each([
    ['ls', 'vm list'],
    ['? snapshot', 'help'],
    ['ps', 'task list'],
    ['status', 'fleet'],
    ['poweroff e1', 'vm stop'],
    ['power off e1', 'vm stop'],
    ['revert e1 before', 'snapshot rollback'],
    ['ct ls', 'vm list'],
    ['machine status e1', 'vm show'],
    ['snap rm e1 before', 'snapshot delete'],
    ['snapshots take e1 before', 'snapshot create'],
    ['vm kill e1', 'vm stop'],
    ['task kill 3', 'task cancel'],
    ['jobs', 'task list'],
    ['guest exec e1 ls', 'guest run'],
  ])('%s is %s', (line, name) => {
    expect(parseLine(line, commands).command.name).toBe(name);
  });

  test('hide no real command: its own words always mean it', () => {
    for (const { name } of commands) expect(named(name)).toBe(name);
  });

  test('win over nothing real even when a real command takes their word', () => {
    const [list] = commands;
    const real = { ...list, name: 'ls' } as (typeof commands)[number];
    expect(matchCommand(['ls'], [...commands, real])?.command.name).toBe('ls');
  });

  test('are no real names themselves, and mean real ones', () => {
    const firsts = new Set(commands.map(({ name }) => name.split(' ')[0]));
    for (const word of Object.keys(groups)) expect(firsts).not.toContain(word);
    for (const word of Object.keys(beginnings)) expect(firsts).not.toContain(word);
    for (const [word, real] of Object.entries(verbs)) expect(real).not.toContain(word);
  });

  test('know nothing of what objects inherit', () => {
    expect(named('constructor')).toBeUndefined();
    expect(named('vm toString')).toBeUndefined();
  });
});
