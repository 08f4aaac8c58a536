import { afterAll, beforeAll, expect, it } from 'vitest';
import { BotError } from '../../src/errors.ts';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { type Bench, openBench } from './bench.ts';

let site: DemoSite;
let bench: Bench;

beforeAll(async () => {
  site = await openDemo();
  bench = openBench([site.hypervisor]);
});
afterAll(() => site.close());

/** What a line is refused with: the sentence, and the one that says what to do. */
async function refusal(line: string): Promise<{ code: string; message: string; hint: string }> {
  try {
    await bench.type(line);
  } catch (error) {
    if (error instanceof BotError) {
      return { code: error.code, message: error.message, hint: error.hint ?? '' };
    }
    throw error;
  }
  throw new Error(`${line} was not refused`);
}

it.each([
  ['vm start web-1', 'web-1 is already running', 'vm show web-1'],
  ['vm stop lab-03', 'lab-03 is already off', 'vm show lab-03'],
  ['vm shutdown lab-03', 'lab-03 is already off', 'vm show lab-03'],
  ['vm pause lab-02', 'lab-02 is already paused', 'vm show lab-02'],
  ['vm resume web-1', 'web-1 is already running', 'vm show web-1'],
  ['vm resume lab-03', 'lab-03 is off', 'vm start lab-03'],
  ['vm reboot lab-02', 'lab-02 is paused', 'vm resume lab-02'],
  ['vm start lab-02', 'lab-02 is paused', 'vm resume lab-02'],
])('%s: %s, and the hint says %s', async (line, message, hint) => {
  const refused = await refusal(line);
  expect(refused).toMatchObject({ code: 'conflict', message });
  expect(refused.hint).toContain(hint);
});

it.each([
  ['guest run lab-03 ls', 'lab-03 is off: its guest cannot be reached', 'vm start lab-03'],
  ['guest read lab-02 /etc/hosts', 'lab-02 is paused: its guest cannot be reached', 'vm resume'],
  ['guest top win-print', 'win-print has no guest agent', 'Install the QEMU guest agent'],
  ['net ping web-1 lab-03', 'lab-03 is off', 'vm start lab-03'],
  ['net ping web-1 web-1', 'web-1 always reaches itself', 'another machine'],
])('%s: %s, and the hint says %s', async (line, message, hint) => {
  const refused = await refusal(line);
  expect(refused.message).toContain(message);
  expect(refused.hint).toContain(hint);
});

it('a missing snapshot names the one that was meant, or those there are, or how to take one', async () => {
  expect(await refusal('snapshot rollback web-1 befor-upgrade')).toMatchObject({
    code: 'not-found',
    message: 'web-1 has no snapshot "befor-upgrade"',
    hint: 'Did you mean before-upgrade? snapshot list web-1 shows them all.',
  });
  expect((await refusal('snapshot delete web-1 xyz')).hint).toBe('It has before-upgrade.');
  expect((await refusal('snapshot delete lab-04 xyz')).hint).toContain(
    'snapshot create lab-04 xyz',
  );
});

it('a snapshot’s name that is taken says since when, and what to do', async () => {
  const { code, message, hint } = await refusal('snapshot create web-1 before-upgrade');
  expect(code).toBe('conflict');
  expect(message).toMatch(/^web-1 already has a snapshot "before-upgrade", taken 9 d ago$/);
  expect(hint).toContain('snapshot delete web-1 before-upgrade');
});

it.each([
  ['a line break', String.raw`"a\nb"`],
  ['a right-to-left mark', String.raw`"a\u{200f}b"`],
  ['nothing', '""'],
  ['a space at its end', '"a "'],
  ['300 characters', 'x'.repeat(300)],
])('a snapshot cannot be named with %s', async (_what, word) => {
  expect(await refusal(`snapshot create web-1 ${word}`)).toMatchObject({ code: 'invalid' });
});

it('a file that is not there says how to look, and content that is no base64 how to make it', async () => {
  expect((await refusal('guest read web-1 "/root/no such"')).hint).toBe(
    'What is there: guest run web-1 ls -la /root',
  );
  for (const line of ['guest write web-1 etc/motd hello', 'guest write web-1 "" hello']) {
    expect(await refusal(line)).toMatchObject({
      code: 'invalid',
      hint: expect.stringContaining('C:/Temp/notes.txt in Windows'),
    });
  }
  expect(await refusal('guest write web-1 /root/x "not base64!" --base64')).toMatchObject({
    code: 'invalid',
  });
});

it('several machines of which none can do it are refused with their reasons', async () => {
  const { message, hint } = await refusal('vm start state:running');
  expect(message).toBe('None of the 9 machines can do that now');
  expect(hint).toBe('web-1 is running. web-2 is running. db-1 is running. And 6 more.');
});

it.each([
  ['/srv/nosuch', '/srv'],
  ['/nosuch', '/'],
  ['nosuch', '.'],
])('a missing file %s is looked for in %s', async (path, folder) => {
  const { hint } = await refusal(`guest read web-1 ${path}`);
  expect(hint).toBe(`What is there: guest run web-1 ls -la ${folder}`);
});
