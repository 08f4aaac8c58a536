import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runPiped } from './pty.ts';

const session = fileURLToPath(new URL('session.ts', import.meta.url));

describe('a pipe', () => {
  test('runs one command a line, each to its true end, and ends with 0', () => {
    const { code, output } = runPiped([], 'vm list\n\n# a note\n  roll e1  \nvm show web-1');
    expect(output).toBe(
      '· heard: vm list\n\n✓ e1 is back at before\ntook 1 s\n\n· heard: vm show web-1\n',
    );
    expect(code).toBe(0);
  });

  test.each([
    ['fail', 'e1 is locked', 1],
    ['deny', 'Not allowed', 1],
    ['ask', 'Roll back e1 to before?', 1],
    ['wrong', 'No such word', 2],
    ['form', 'Which machine?', 2],
  ])('stops at the first line that fails: %s', (line, said, expected) => {
    const { code, output } = runPiped([], `vm list\n${line}\nvm show web-1\n`);
    expect(output).toContain(said);
    expect(output).not.toContain('web-1');
    expect(code).toBe(expected);
  });

  test('goes on with --keep-going, and ends with the first failure', () => {
    const { code, output } = runPiped(['--keep-going'], 'wrong\nfail\nvm list\n');
    expect(output).toContain('heard: vm list');
    expect(code).toBe(2);
  });

  test('has no colour, no prompt and no progress', () => {
    const { output } = runPiped([], 'roll e1\nask\n');
    expect(output).not.toMatch(/\p{Cc}(?<!\n)|nakhoda>|step|1\)/u);
  });

  test('stops when nobody reads the answers any more', async () => {
    const child = spawn(process.execPath, [session], { stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdin.on('error', () => {});
    child.stdout.once('data', () => child.stdout.destroy());
    child.stdin.write('vm list\n'.repeat(10_000));
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(141);
  });

  test('is nothing to do when it is empty', () => {
    expect(runPiped([], '')).toEqual({ code: 0, output: '', notes: '' });
  });
});

describe('--json', () => {
  const documents = (output: string) =>
    output
      .trimEnd()
      .split('\n')
      .map((each) => JSON.parse(each));

  test('prints one document a line and nothing else', () => {
    const { code, output, notes } = runPiped(['--json'], 'vm list\nroll e1\n');
    expect(documents(output)).toEqual([
      { title: 'heard: vm list' },
      {
        title: 'e1 is back at before',
        tone: 'success',
        footer: 'took 1 s',
        operation: 1,
        state: 'done',
      },
    ]);
    expect({ code, notes }).toEqual({ code: 0, notes: '' });
  });

  test('prints a failed line too', () => {
    const { code, output } = runPiped(['--json', '--line', 'fail'], '');
    expect(documents(output)).toMatchObject([{ title: 'e1 is locked', state: 'failed' }]);
    expect(code).toBe(1);
  });

  test('writes what a terminal would obey as escapes', () => {
    const { output } = runPiped(['--json', '--line', 'say \u009b31m\u202e\u{e0041}'], '');
    expect(output).toMatch(/^[\x20-\x7e]+\n$/);
    expect(documents(output)).toEqual([{ title: 'heard: say \u009b31m\u202e\u{e0041}' }]);
  });
});

test.each([
  ['lost', 'postgresql://anna:•••@db/bot is silent'],
  ['bug', 'A fault in the bot: this line was not finished'],
])('a bot that fails (%s) is told without its secrets, and the pipe ends with 1', (line, title) => {
  const { code, output } = runPiped([], `${line}\nvm list\n`);
  expect(output).toContain(title);
  expect(output).not.toMatch(/hunter2|heard/);
  expect(code).toBe(1);
});

describe('one line', () => {
  test('is answered without reading the input', () => {
    const { code, output } = runPiped(['--line', 'vm list'], 'vm stop web-1\n');
    expect(output).toBe('· heard: vm list\n');
    expect(code).toBe(0);
  });

  test('is as wide as it needs to be in a pipe', () => {
    const { output } = runPiped(['--line', `say ${'x'.repeat(300)}`], '');
    expect(output).toContain('x'.repeat(300));
  });

  test.each([
    ['slow', 'Cancelling task 1. Ctrl-C again leaves.', 1],
    ['stubborn', 'Task 1 goes on; `task show 1` tells its state.', 130],
  ])('hears SIGINT: %s', async (line, note, expected) => {
    const child = spawn(process.execPath, [session, '--line', line, '--announce'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let notes = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      if (notes === '') child.kill('SIGINT');
      notes += chunk;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(notes).toContain(note);
    expect(code).toBe(expected);
  });
});
