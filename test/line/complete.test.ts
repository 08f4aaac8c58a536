import { describe, expect, test } from 'vitest';
import { parseLine } from '../../src/args.ts';
import type { Option } from '../../src/command.ts';
import { completeLine, lastWord } from '../../src/line/complete.ts';
import type { RawValues } from '../../src/line/raw.ts';
import { commands } from './fixture.ts';

const machines = ['e1', 'e2', 'web-1', 'web-2', 'db web', '--all', 'production-mail'];

function names(option: Option, given: RawValues): readonly string[] {
  const { machine } = given;
  if (option.type === 'text') return [`of-${String(machine)}`, 'before upgrade'];
  return option.type === 'host' ? ['kvm-a'] : machines;
}
const all = { may: () => true, names };
const complete = (line: string) => completeLine(line, commands, all).map(({ value }) => value);

describe('completion', () => {
  test.each([
    ['', ['vm', 'snapshot', 'guest', 'net', 'host', 'task', 'fleet', 'help']],
    ['sn', ['snapshot']],
    ['/sn', ['snapshot']],
    ['nakhoda f', ['fleet']],
    ['vm ', ['list', 'show', 'stop']],
    ['snap ro', ['rollback']],
    ['snapsh', ['snapshot']],
    ['snpashot', ['snapshot']],
    ['vm show w', ['web-1', 'web-2', '"db web"']],
    ['vm show "d', ['"db web"', 'production-mail']],
    ['vm show prodmail', []],
    ['vm show porduction', ['production-mail']],
    ['vm show machine=p', ['machine=production-mail']],
    ['vm show --machine=w', ['--machine=web-1', '--machine=web-2', '--machine="db web"']],
    ['snapshot rollback e1 ', ['of-e1', '"before upgrade"']],
    ['snapshot rollback "db web" o', ['"of-db web"', '"before upgrade"']],
    ['snapshot create e1 s --', ['--description', '--without-memory']],
    ['snapshot create e1 s —w', ['--without-memory']],
    ['snapshot create e1 s ', ['--description', '--without-memory']],
    ['net ping e1 e2 --count ', []],
    ['task settle 3 ', ['done', 'failed']],
    ['host show --host k', ['kvm-a']],
    ['guest run e1 l', []],
    ['help ', ['vm', 'snapshot', 'guest', 'net', 'host', 'task', 'fleet', 'help']],
    ['help snapshot d', ['delete']],
    ['fleet ', []],
    ['nonsense words ', []],
    ['vm show \u0007', []],
  ])('%j', (line, values) => {
    expect(complete(line)).toEqual(values);
  });

  test('says what a command does', () => {
    expect(completeLine('vm s', commands, all)).toEqual([
      { value: 'show', description: 'Shows one machine' },
      { value: 'stop', description: 'Cuts the power' },
    ]);
    expect(completeLine('tas', commands, all)).toEqual([
      { value: 'task', description: 'list, cancel, settle' },
    ]);
  });

  test('offers only what the person may', () => {
    const reader = { may: (right: string) => right.endsWith('.read'), names };
    const values = (line: string) => completeLine(line, commands, reader).map(({ value }) => value);
    expect(values('vm s')).toEqual(['show']);
    expect(values('guest run ')).toEqual([]);
    expect(values('vm stop ')).toEqual([]);
  });

  test('put in place of the last word it is a line that names the machine', () => {
    for (const name of machines) {
      const line = `vm show ${name.slice(0, 2)}`;
      const { start } = lastWord(line);
      const best = completeLine(line, commands, all).find(({ value }) => value.includes(name));
      if (best === undefined) continue;
      const { raw } = parseLine(line.slice(0, start) + best.value, commands);
      expect(raw).toEqual({ machine: name });
    }
    expect(lastWord('vm show "db w')).toEqual({ text: 'db w', start: 8 });
    expect(lastWord('vm show ')).toEqual({ text: '', start: 8 });
  });

  test('gives 25 at most, of ten thousand', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => `machine-${at}`);
    const found = completeLine('vm show machine-77', commands, {
      may: () => true,
      names: () => many,
    });
    expect(found).toHaveLength(25);
    expect(found[0]).toEqual({ value: 'machine-77' });
  });
});
