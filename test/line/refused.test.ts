import { describe, expect, test } from 'vitest';
import { parseLine } from '../../src/args.ts';
import { MissingValues } from '../../src/line/raw.ts';
import { commands } from './fixture.ts';
import { refusal } from './refusal.ts';

const refused = (line: string) => refusal(() => parseLine(line, commands));

describe('a line that does not fit', () => {
  test.each([
    ['vm show e1 e2', 'usage', 'vm show does not know what to do with "e2"'],
    ['vm list --wide=yes', 'usage', '--wide takes no value, but was given "yes"'],
    ['vm list wide=yes', 'usage', '--wide takes no value, but was given "yes"'],
    ['vm show machine=e1 --machine e2', 'usage', 'machine is given twice'],
    ['vm show e1 --machine e2', 'usage', 'machine is given twice'],
    ['snapshot create e1 s --description', 'usage', '--description needs a value behind it'],
    ['snapshot create --description --without-memory e1 s', 'usage', '--description needs a value'],
    ['net ping e1 e2 --count 101', 'invalid', 'count is a whole number from 1 to 100, not "101"'],
    ['net ping e1 e2 --count 1.5', 'invalid', 'count is a whole number from 1 to 100, not "1.5"'],
    ['net ping e1 e2 count=', 'invalid', 'count is a whole number from 1 to 100, not ""'],
    ['task cancel 0', 'invalid', 'task is a whole number 1 or more, not "0"'],
    ['task cancel 99999999999999999999', 'invalid', 'task is a whole number 1 or more'],
    ['task settle 3 maybe', 'invalid', 'as is done or failed, not "maybe"'],
    ['vm show ""', 'invalid', 'machine is empty'],
    ['guest run e1 "\\u{0}"', 'invalid', 'argv has a character that cannot be stored'],
    ['vm show "\\u{d800}"', 'invalid', 'machine has a character that cannot be stored'],
    ['snapshot delete --yes e1 s', 'usage', '--yes stands at the very end of a line'],
    ['snapshot delete e1 s --yes=1', 'usage', '--yes takes no value'],
    ['snapshot delete e1 s --yes --yes', 'usage', '--yes stands at the very end of a line'],
  ])('%s', (line, code, message) => {
    const error = refused(line);
    expect(error.message).toContain(message);
    expect(error.code).toBe(code);
    expect(error.hint).toMatch(/Usage: \w+ \w+/);
  });

  test.each([
    ['net ping e1 e2 --cuont 3', '--cuont', 'Did you mean --count?'],
    ['net ping e1 e2 -c 3', '--c', 'put it in quotes'],
    ['vm show --all', '--all', 'put it in quotes'],
  ])('%s has an unknown option', (line, option, hint) => {
    const error = refused(line);
    expect(error).toMatchObject({ code: 'usage' });
    expect(error.message).toContain(`has no option "${option}"`);
    expect(error.hint).toContain(hint);
  });

  test.each([
    ['snapshot rollback e1', 'snapshot rollback needs a snapshot', ['snapshot'], { machine: 'e1' }],
    ['snapshot rollback', 'needs a machine and a snapshot', ['machine', 'snapshot'], {}],
    ['guest run timeout=5 e1', 'guest run needs an argv', ['argv'], { timeout: 5, machine: 'e1' }],
    ['task settle 3 --yes', 'task settle needs an as', ['as'], { task: 3 }],
  ])('%s names what is missing', (line, message, missing, given) => {
    const error = refused(line);
    expect(error).toBeInstanceOf(MissingValues);
    expect(error).toMatchObject({ code: 'usage', missing, given });
    expect(error.message).toContain(message);
  });

  test('a line of more than 8,000 characters is refused', () => {
    expect(refused(`guest run e1 ${'x'.repeat(8000)}`)).toMatchObject({ code: 'usage' });
  });
});

describe('a command that does not exist', () => {
  test.each([
    ['snapsot rollbak e1 before', ['snapshot rollback e1 before']],
    ['snapshot rollbak e1 "be fore" --yes', ['snapshot rollback e1 "be fore"']],
    ['vm strop e1', ['vm stop e1']],
    ['vmlist', ['vm list']],
    ['vm-list tag:prod', ['vm list tag:prod']],
    ['rollback e1 before', ['snapshot rollback e1 before']],
    ['flet', ['fleet']],
    ['vn list tag:prod', ['vm list tag:prod']],
    ['/nakhoda hlep', ['help']],
  ])('%s: did you mean %j?', (line, choices) => {
    const error = refused(line);
    expect(error).toMatchObject({ code: 'usage', choices });
    expect(error.hint).toMatch(/^Did you mean/);
  });

  test('a group alone lists what it can', () => {
    expect(refused('vm')).toMatchObject({
      message: 'vm needs one word more',
      hint: 'It can be list, show or stop.',
      choices: ['vm list', 'vm show', 'vm stop'],
    });
    expect(refused('snap')).toMatchObject({ message: 'snapshot needs one word more' });
  });

  test('a group with a word it does not have lists what it can', () => {
    expect(refused('vm frobnicate')).toMatchObject({
      message: 'There is no vm "frobnicate"',
      hint: 'vm can list, show or stop.',
      choices: [],
    });
  });

  test.each(['', '   ', 'nakhoda', '/'])('%j gives no command', (line) => {
    expect(refused(line)).toMatchObject({ code: 'usage', message: 'No command was given' });
  });

  test('far-off words get no guesses, and long ones are cut', () => {
    const error = refused(`${'z'.repeat(500)} \n x`);
    expect(error).toMatchObject({ choices: [], hint: 'Type help to see what there is.' });
    expect(error.message.length).toBeLessThan(80);
  });
});
