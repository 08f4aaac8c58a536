#!/usr/bin/env node
import { appendFileSync, existsSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { runInGuest } from './made-up/guest-control.ts';
import type { Transcript } from './transcript.ts';

/**
 * Stands in for VBoxManage: says what was played on its stage (see `stage.ts`) for exactly the words it is given, one
 * after the other where there are several, the last for ever; and refuses all others.
 */
const stage = process.env['VBOX_USER_HOME'] ?? '';
const argv = process.argv.slice(2);
const file = (name: string) => join(stage, name);

const readLines = (name: string): string[] =>
  existsSync(file(name)) ? readFileSync(file(name), 'utf8').split('\n').slice(0, -1) : [];

const isSame = (line: string) => isDeepStrictEqual(JSON.parse(line).argv, argv);

/** What a caller that waits for no input leaves open is not waited for. */
const input = argv.includes('--passwordfile=stdin') ? readFileSync(0) : Buffer.alloc(0);
const before = readLines('calls.jsonl').filter(isSame).length;
appendFileSync(
  file('calls.jsonl'),
  `${JSON.stringify({ argv, input: input.toString('latin1') })}\n`,
);

const played: Transcript[] = readLines('transcripts.jsonl')
  .filter(isSame)
  .map((line) => JSON.parse(line));
const answer = played[Math.min(before, played.length - 1)];

if (answer) {
  say(1, answer.stdout);
  say(2, answer.stderr);
  process.exitCode = answer.exitCode;
} else if (existsSync(file('guest.json')) && argv[0] === 'guestcontrol') {
  const guest = JSON.parse(readFileSync(file('guest.json'), 'utf8'));
  process.exitCode = await runInGuest(guest, { argv, input: input.toString('utf8') });
} else {
  say(2, `the stand-in has no recording of: ${JSON.stringify(argv)}\n`);
  process.exitCode = 99;
}

/** All of it, whatever a pipe takes at once. */
function say(stream: number, text: string): void {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) bytes = bytes.subarray(writeSync(stream, bytes));
}
