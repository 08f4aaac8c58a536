import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { guestOutputCard } from '../../src/cards/guest-output.ts';
import { outputOf } from '../../src/guest/output.ts';
import { textOf } from '../commands/bench.ts';

const none = Buffer.alloc(0);
const shown = (stdout: Buffer, stderr = none) =>
  textOf(
    guestOutputCard('web-1', ['cat', 'x'], {
      exitCode: 0,
      ...outputOf(stdout, stderr),
      truncated: false,
    }),
  );

it('a program that is printed is told by its size, and its errors are shown', async () => {
  const program = (await readFile(process.execPath)).subarray(0, 140 * 1024);
  const text = shown(program, Buffer.from('a warning'));
  expect(text).toContain('Standard output: binary, 140 KiB, not shown.');
  expect(text).toContain('a warning');
  expect(text).not.toContain('�');
});

it('zeros with anything unreadable among them are binary, and alone they are not', () => {
  const zeros = Buffer.alloc(10_000);
  expect(outputOf(zeros, none).stdout).toHaveLength(10_000);
  zeros.fill(0xff, 0, 2);
  expect(outputOf(none, zeros)).toEqual({ stdout: '', stderr: '', binary: { stderr: 10_000 } });
});

it('text of any script is shown', () => {
  expect(shown(Buffer.from('สวัสดี é 😀\n'))).toContain('สวัสดี é 😀\n');
});

it('one odd byte hides no log', () => {
  const log = `${'all is well\n'.repeat(20)}caf`;
  expect(shown(Buffer.concat([Buffer.from(log), Buffer.from([0xe9])]))).toContain(`${log}�`);
});

it('a letter that the end cut in two is no binary', () => {
  expect(outputOf(Buffer.from('é').subarray(0, 1), none)).toEqual({ stdout: '�', stderr: '' });
});

it('output that is binary is not said to be none', () => {
  expect(shown(Buffer.from([0xff, 0xfe, 0xfd]))).not.toContain('wrote nothing');
});
