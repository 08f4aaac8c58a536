import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPrompt, type Prompt } from '../../../../adapters/chat/terminal/prompt.ts';
import { answered, createBotDouble } from '../../../doubles/bot.ts';
import { onGlass } from './glass.ts';
import { anna, createPaper, takeSeat } from './seat.ts';

let input: PassThrough;
let paper: ReturnType<typeof createPaper>;
let prompt: Prompt;
let interrupts: number;

beforeEach(() => {
  interrupts = 0;
  input = new PassThrough();
  paper = createPaper(40);
  const options = { actor: anna, input, output: paper.output, errorOutput: paper.output, env: {} };
  prompt = createPrompt(options, () => {
    interrupts += 1;
  });
});
afterEach(() => prompt.close());

test('a Tab before the last one is answered waits for it', async () => {
  const first = Promise.withResolvers<[string[], string]>();
  const asked: string[] = [];
  const read = prompt.read({
    prompt: '> ',
    complete: async (line) => {
      asked.push(line);
      return line === 'w' ? first.promise : [[], ''];
    },
  });
  for (const key of ['w', '\t', '\t']) input.write(key);
  await vi.waitFor(() => expect(asked).toEqual(['w']), 20_000);
  first.resolve([['web-1 '], 'w']);
  await vi.waitFor(() => expect(asked).toEqual(['w', 'web-1 ']), 20_000);
  input.write('\r');
  expect(await read).toEqual({ type: 'line', line: 'web-1 ' });
});

test('a pasted Tab is a space, at the first prompt and at later ones', async () => {
  for (let time = 0; time < 2; time += 1) {
    const read = prompt.read({ prompt: '> ', complete: async () => [['web-1 '], 'w'] });
    input.write('vm\tshow w\t1\r');
    expect(await read).toEqual({ type: 'line', line: 'vm\tshow w\t1' });
  }
});

test('a failed completion completes nothing', async () => {
  const read = prompt.read({ prompt: '> ', complete: () => Promise.reject(new Error('no')) });
  input.write('w');
  input.write('\t');
  await new Promise(setImmediate);
  input.write('\r');
  expect(await read).toEqual({ type: 'line', line: 'w' });
});

test('what comes while a line is typed is printed above it, also when it takes three rows', async () => {
  const read = prompt.read({ prompt: '> ' });
  const long = 'x'.repeat(90);
  input.write(long);
  await vi.waitFor(() => expect(paper.text()).toContain('x'), 20_000);
  prompt.print('task 12 is done');
  input.write('\r');
  expect(await read).toEqual({ type: 'line', line: long });
  expect(onGlass(paper.text())).toMatch(/^task 12 is done\n\n*> x/);
});

test('what was typed ahead is dropped by Ctrl-C, and every press of it counts', async () => {
  input.write('vm stop web-1\r\u0003vm stop web-2\r\u0003\u0003vm ');
  const read = prompt.read({ prompt: '> ' });
  input.write('list\r');
  expect(await read).toEqual({ type: 'line', line: 'vm list' });
  expect(interrupts).toBe(3);
});

test('the end of the input is the end of every prompt', async () => {
  const read = prompt.read({ prompt: '> ' });
  input.end();
  expect(await read).toEqual({ type: 'end' });
  expect(await prompt.read({ prompt: '> ' })).toEqual({ type: 'end' });
});

test('Tab offers no name that the terminal would obey', async () => {
  const seat = takeSeat(80);
  const words = ['evil\u001b[31m', 'evil\u202e'].map((value) => ({ value }));
  await seat.terminal.start(createBotDouble(() => answered, words));
  for (const key of ['ev', '\t', '\t', '!']) {
    seat.keys(key);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await vi.waitFor(() => expect(seat.seen()).toMatch(/nakhoda> ev!$/), 20_000);
  expect(seat.raw()).not.toContain('[31m');
  await seat.terminal.stop();
});
