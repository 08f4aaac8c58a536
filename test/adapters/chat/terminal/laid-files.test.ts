import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { withLaidFiles } from '../../../../adapters/chat/terminal/laid-files.ts';
import type { Screen } from '../../../../adapters/chat/terminal/screen.ts';
import type { Card } from '../../../../src/card.ts';

const root = mkdtempSync(join(tmpdir(), 'nakhoda-laid-files-'));
afterAll(() => rmSync(root, { recursive: true }));

const now = Date.UTC(2026, 10, 23, 4, 5, 6);
const png = Buffer.from('not really a picture').toString('base64');
const card: Card = { title: 'Screen', blocks: [{ type: 'image', alt: 'the screen of e1', png }] };

function glass() {
  const seen: Card[] = [];
  const screen: Screen = {
    answer: (answered) => void seen.push(answered),
    ended: (_, ended) => void seen.push(ended.card),
    progress() {},
    message() {},
    note() {},
    finish() {},
    choices: [],
  };
  return { seen, screen };
}

it('a picture is laid into a file of this user alone, and the card says where', () => {
  const directory = join(root, 'own');
  const { seen, screen } = glass();
  withLaidFiles(screen, { directory, now: () => now, texts: true }).answer(card);
  const path = join(directory, '2026-11-23T040506.png');
  expect(seen[0]?.blocks).toEqual([
    { type: 'text', text: `The picture of the screen of e1: ${path}` },
  ]);
  expect(readFileSync(path, 'utf8')).toBe('not really a picture');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
});

it('two of one second have names of their own, and old ones make room', () => {
  const directory = join(root, 'many');
  const { screen } = glass();
  const kept = withLaidFiles(screen, { directory, now: () => now, texts: true });
  for (let number = 0; number < 53; number += 1) kept.answer(card);
  expect(readdirSync(directory)).toHaveLength(50);
});

it('a file is laid beside it, under a name that no path can be made of', () => {
  const directory = join(root, 'texts');
  const { seen, screen } = glass();
  const text = 'one\n'.repeat(100);
  const file = { type: 'file', name: '../../etc/pass wd', text } as const;
  withLaidFiles(screen, { directory, now: () => now, texts: true }).answer({
    title: 'Long',
    blocks: [file],
  });
  const path = join(directory, '2026-11-23T040506-.._.._etc_pass_wd');
  expect(seen[0]?.blocks).toEqual([file, { type: 'text', text: `All of it: ${path}` }]);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

it('a file that is shown whole is laid nowhere', () => {
  const { seen, screen } = glass();
  const long: Card = { title: 'Long', blocks: [{ type: 'file', name: 'a.txt', text: 'all' }] };
  withLaidFiles(screen, { directory: join(root, 'no'), now: () => now, texts: false }).answer(long);
  expect(seen).toEqual([long]);
});

it('a picture that cannot be kept spoils no answer', () => {
  const { seen, screen } = glass();
  withLaidFiles(screen, {
    directory: join(import.meta.filename, 'below'),
    now: () => now,
    texts: true,
  }).answer(card);
  expect(JSON.stringify(seen[0])).toContain('could not be kept');
});

it('without a directory the card stays as it is', () => {
  const { seen, screen } = glass();
  withLaidFiles(screen, undefined).answer(card);
  expect(seen).toEqual([card]);
});
