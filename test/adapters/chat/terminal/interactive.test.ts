import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasScript, openPty, type Pty } from './pty.ts';

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const UP = '\u001b[A';

const title = hasScript
  ? 'on a real terminal'
  : "on a real terminal (skipped: no util-linux 'script')";

describe.skipIf(!hasScript)(title, () => {
  let pty: Pty;
  let folder: string;
  const history = () => join(folder, 'history');
  const open = async (words: readonly string[] = [], env: NodeJS.ProcessEnv = {}) => {
    pty = openPty(words, env);
    await pty.sees(/demo: 3 machines\nnakhoda> $/);
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nakhoda-terminal-'));
  });
  afterEach(async () => {
    pty.kill();
    await rm(folder, { recursive: true });
  });

  test('a line is answered, and the prompt comes back', async () => {
    await open();
    pty.keys('vm list\r');
    await pty.sees('nakhoda> vm list\n· heard: vm list\nnakhoda> ');
  });

  test('lines pasted together run one after the other', async () => {
    await open();
    pty.keys('roll e1\rvm list\rvm show web-1\r');
    await pty.sees(
      /e1 is back at before\n.*\nnakhoda> vm list\n· heard: vm list\nnakhoda> vm show web-1\n· heard: vm show/,
    );
  });

  test('Tab finishes a word, and a second Tab lists what it could be', async () => {
    await open();
    pty.keys('vm show da\t');
    await pty.sees('vm show database ');
    pty.keys('w\t');
    await pty.sees('vm show database web-');
    pty.keys('\t');
    await pty.sees('web-2');
    pty.keys('\t');
    await pty.sees(/web-1 +web-2/);
  });

  test('lines of an earlier session come back, from a file for this user alone', async () => {
    await open(['--history', history()]);
    pty.keys('vm show web-1\r');
    await pty.sees('heard: vm show web-1');
    pty.keys(' vm show secret\r');
    await pty.sees('heard: vm show secret');
    pty.keys(CTRL_D);
    expect(await pty.exit).toBe(0);
    expect(await readFile(history(), 'utf8')).toBe('vm show web-1\n');
    expect((await stat(history())).mode & 0o777).toBe(0o600);
    await open(['--history', history()]);
    pty.keys(UP);
    await pty.sees('nakhoda> vm show web-1');
  });

  test('a number chooses an action, with its confirmation', async () => {
    await open();
    pty.keys('ask\r');
    await pty.sees('1) Roll back e1');
    pty.keys('2\r');
    await pty.sees('There is no 2: choose 1 to 1.');
    pty.keys('1\r');
    await pty.sees('e1 is back at before');
  });

  test('a number before any choice is no line', async () => {
    await open();
    pty.keys('1\r');
    await pty.sees('There is nothing to choose from.');
  });

  test('progress is one line that changes and is gone at the end', async () => {
    await open();
    pty.keys('stubborn\r');
    await pty.sees(/nakhoda> stubborn\nRoll back e1 \[#+-+\] 20 % step 2$/);
    await pty.sees(/nakhoda> stubborn\nRoll back e1 \[#+-+\] 60 % step 6$/);
    await pty.sees(/nakhoda> stubborn\n✓ e1 is back at before\ntook 1 s\nnakhoda> $/);
  });

  test('Ctrl-C cancels what can be cancelled', async () => {
    await open();
    pty.keys('slow\r');
    await pty.sees(/slow\n$/);
    pty.keys(CTRL_C);
    await pty.sees('Cancelling task 1. Ctrl-C again leaves.\n! Cancelled\nnakhoda> ');
  });

  test('Ctrl-C leaves what cannot be cancelled, says where it goes on, and its end is told', async () => {
    await open();
    pty.keys('stubborn\r');
    await pty.sees('step 1');
    pty.keys(CTRL_C);
    await pty.sees('Task 1 goes on; `task show 1` tells its state.\nnakhoda> ');
    pty.keys('half a li');
    await pty.sees('nakhoda> half a li');
    await pty.sees(/✓ e1 is back at before\ntook 1 s\nnakhoda> half a li$/);
    pty.keys('ne\r');
    await pty.sees('heard: half a line');
  });

  test('Ctrl-C gives the prompt back from a line that is not answered', async () => {
    await open();
    pty.keys('hang\r');
    await pty.sees(/hang\n$/);
    pty.keys(CTRL_C);
    await pty.sees(/No longer waited for;.*\nnakhoda> $/s);
    pty.keys('vm list\r');
    await pty.sees('heard: vm list');
  });

  test('Ctrl-C twice leaves with 130, also while work goes on', async () => {
    await open();
    pty.keys('slow\r');
    await pty.sees(/slow\n$/);
    pty.keys(`${CTRL_C}${CTRL_C}`);
    expect(await pty.exit).toBe(130);
  });

  test('Ctrl-C at an empty prompt asks for a second one', async () => {
    await open();
    pty.keys(CTRL_C);
    await pty.sees(/\^C\nCtrl-C again leaves.*\nnakhoda> $/);
    pty.keys(CTRL_C);
    expect(await pty.exit).toBe(130);
  });

  test('Ctrl-C clears what was typed', async () => {
    await open();
    pty.keys('vm stop web-1');
    await pty.sees('vm stop web-1');
    pty.keys(CTRL_C);
    await pty.sees(/\^C\nnakhoda> $/);
    pty.keys('vm list\r');
    await pty.sees('heard: vm list\n');
  });

  test.each(['exit', 'quit'])('%s leaves with 0', async (word) => {
    await open();
    pty.keys(`${word}\r`);
    expect(await pty.exit).toBe(0);
  });

  test('a form asks field by field, and names what follows one that was left out', async () => {
    await open();
    pty.keys('form\r');
    await pty.sees(/1\) web-1 {3}2\) web-2\n {2}Machine: $/);
    pty.keys('\r');
    await pty.sees('Machine is needed.');
    pty.keys('2\r');
    await pty.sees(/Memory \(may be empty\): $/);
    pty.keys('\r');
    await pty.sees(/Text: $/);
    pty.keys('two words\r');
    await pty.sees('heard: said web-2 --text="two words"\n');
  });

  test('a form offers what there is: a few by number, and all by Tab', async () => {
    await open();
    pty.keys('sought\r');
    await pty.sees(/3\) web-1 {3}4\) web-2 .*\n {2}Machine: $/);
    pty.keys('da\t');
    await pty.sees(/Machine: database ?$/);
    pty.keys('\r');
    await pty.sees('heard: said database');
    pty.keys('sought\r');
    await pty.sees(/Machine: $/);
    pty.keys('4\r');
    await pty.sees('heard: said web-2');
  });

  test('a name is typed for what is to be confirmed with one', async () => {
    await open();
    pty.keys('name e1\r');
    await pty.sees(/1\) Delete e1\s+nakhoda> $/);
    pty.keys('1\r');
    await pty.sees(/Type e1 to go ahead: $/);
    pty.keys('e1\r');
    await pty.sees('typed: e1 for c-2');
  });

  test.each([
    ['Ctrl-C', CTRL_C],
    ['Ctrl-D', CTRL_D],
  ])('%s leaves a form, and only the form', async (_, key) => {
    await open();
    pty.keys('form\r');
    await pty.sees(/Machine: $/);
    pty.keys(key);
    await pty.sees(/Nothing was changed\.\nnakhoda> $/);
    pty.keys('vm list\r');
    await pty.sees('heard: vm list');
  });

  test('a dumb terminal gets plain lines', async () => {
    await open([], { TERM: 'dumb', NO_COLOR: '' });
    pty.keys('roll e1\n');
    await pty.sees('e1 is back at before');
    expect(pty.raw()).not.toContain('\u001b');
    expect(pty.raw()).not.toContain('step');
    pty.keys(CTRL_C);
    await pty.sees('Ctrl-C again leaves');
    pty.keys(CTRL_C);
    expect(await pty.exit).toBe(130);
  });

  test('colour is there when nothing forbids it', async () => {
    pty = openPty(['--line', 'deny'], { NO_COLOR: '' });
    expect(await pty.exit).toBe(1);
    expect(pty.raw()).toContain('\u001b[31m');
  });
});
