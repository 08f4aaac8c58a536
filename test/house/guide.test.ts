import { expect, it } from 'vitest';
import { hypervisors } from '../../adapters/hypervisor/index.ts';
import { commands } from '../../commands/index.ts';
import { parseLine } from '../../src/args.ts';
import { parseConfig } from '../../src/config.ts';
import { read } from './files.ts';

interface Fence {
  readonly language: string;
  readonly text: string;
}

function fences(path: string): readonly Fence[] {
  const found = read(path).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm);
  return [...found].map(([, language = '', text = '']) => ({ language, text }));
}

/** The words that begin a command's line. */
const beginnings = new Set(commands.map(({ name }) => name.split(' ', 1).join()));

/** A remark stands behind two spaces or more. */
const lines = fences('docs/guide.md')
  .flatMap(({ text }) => text.split('\n'))
  .map((line) => line.replace(/ {2,}.*$/, ''))
  .filter((line) => beginnings.has(line.split(' ', 1).join()));

it('the guide shows each command', () => {
  const shown = new Set(lines.map((line) => parseLine(line, commands).command.name));
  expect(commands.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual(['help']);
});

it.each(lines)('the guide’s line "%s" is understood', (line) => {
  expect(parseLine(line, commands).command.name).toBeDefined();
});

it.each(['README.md', 'docs/guide.md'])('the configuration in %s has no mistake', (path) => {
  const [yaml] = fences(path).filter(({ language }) => language === 'yaml');
  const config = parseConfig(yaml?.text ?? '', { path, adapters: hypervisors });
  expect(config.sites.length).toBeGreaterThan(1);
});
