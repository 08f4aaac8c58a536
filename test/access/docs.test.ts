import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../../commands/index.ts';
import { askedAbout } from '../../src/access/asked-about.ts';
import { readAccess } from '../../src/access/section.ts';
import { createInventory } from '../../src/inventory.ts';
import { splitWords } from '../../src/line/words.ts';
import { machine, site } from '../fixtures/machines.ts';
import { policyOf } from './rules.ts';

const page = readFileSync(new URL('../../docs/access.md', import.meta.url), 'utf8');
const examples = page
  .split(/^## /m)
  .filter((part) => part.includes('```yaml'))
  .map((part) => ({
    title: part.split('\n', 1)[0] ?? '',
    yaml: /```yaml\n(.*?)```/s.exec(part)?.[1] ?? '',
    machines: rowsUnder('machine', part),
    claims: rowsUnder('who', part),
  }));

/** The rows of the table whose first heading is this. */
function rowsUnder(heading: string, text: string): readonly (readonly string[])[] {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => new RegExp(`^\\| ${heading} `).test(line));
  const rows = lines.slice(at + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end < 0 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function fleetOf(rows: readonly (readonly string[])[]) {
  const all = rows.map(([name = '', where = '', host = '', pool = '', tags = '']) =>
    machine({ name, site: where, host, pool: pool || undefined, tags: tags.split(/,? /) }),
  );
  const sites = [...new Set(all.map((one) => one.site))].map((name) => {
    const own = all.filter((one) => one.site === name);
    const hosts = [...new Set(own.map(({ host }) => host))];
    return site(
      name,
      own,
      hosts.map((host) => ({ site: name, name: host })),
    );
  });
  return createInventory(sites);
}

/** `slack:U1 in S1, S2` */
function subjectOf(words: string) {
  const [, platform = '', id = '', groups] = /^(\w+):(\S+)(?: in (.*))?$/.exec(words) ?? [];
  return { actor: { platform, id, groups: groups?.split(', ') ?? [] } };
}

test('the page has its three examples, each with what it claims', () => {
  expect(examples.map(({ title }) => title)).toEqual([
    'A lab class of 40 students',
    'A small company',
    'An on-call team',
  ]);
  for (const { claims, machines } of examples) {
    expect(claims.length).toBeGreaterThan(8);
    expect(machines.length).toBeGreaterThan(1);
    expect(claims.some(([, , , may]) => may === 'no')).toBe(true);
  }
});

test('the class has 40 students and their teacher', () => {
  const { access } = readAccess(parse(examples[0]?.yaml ?? ''));
  expect(Object.keys(access?.people ?? {})).toHaveLength(41);
});

describe.each(examples)('$title', ({ yaml, machines, claims }) => {
  const policy = policyOf(yaml);
  const fleet = fleetOf(machines);
  test.each(
    claims.map(([who = '', channel = '', line = '', may = '']) => ({ who, channel, line, may })),
  )('$who in $channel: $line: $may', async ({ who, channel, line, may }) => {
    const signal = AbortSignal.timeout(5_000);
    const words = splitWords(line.replaceAll('`', '')).map(({ text }) => text);
    const asked = await askedAbout(words, { commands, fleet, signal });
    const subject = subjectOf(who);
    const place = { platform: subject.actor.platform, channel };
    expect(policy.may(subject, asked.permission, { ...asked, place })).toBe(may === 'yes');
  });
});
