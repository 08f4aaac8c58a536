import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../../commands/index.ts';
import type { Incident } from '../../src/alerts/incident.ts';
import { type SignalName, type Subject, signals } from '../../src/alerts/rules/signal.ts';
import { readAlerts } from '../../src/alerts/section.ts';
import { placesFor } from '../../src/alerts/settings.ts';
import { parseLine } from '../../src/args.ts';
import { reachingOfFile, storyOf } from '../fixtures/reach.ts';
import { read } from '../house/files.ts';
import { ruleTable, signalTable } from './tables.ts';

const page = read('docs/alerts.md');
const sections = page.split(/^## /m).map((text) => ({ title: text.split('\n', 1).join(), text }));
const fences = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];

it('the page has each signal and each default rule as they are', () => {
  expect(narrow(page)).toContain(narrow(ruleTable()));
  expect(narrow(page)).toContain(narrow(signalTable()));
});

/** However wide the columns are. */
function narrow(text: string): string {
  return text.replaceAll(/ +/g, ' ').replaceAll(/-{2,}/g, '--');
}

test.each(fences.filter(([, kind]) => kind === 'yaml').map(([, , text = '']) => [text]))(
  'the configuration %s has no mistake',
  (text) => expect(readAlerts(parse(text), ['slack', 'discord']).problems).toEqual([]),
);

const lines = fences
  .filter(([, kind]) => kind === '')
  .flatMap(([, , text = '']) => text.trim().split('\n'))
  .map((line) => line.replace(/ {2,}.*$/, ''));

test.each(lines)('the line "%s" is understood', (line) => {
  expect(parseLine(line, commands).command.name).toMatch(/^alert /);
});

it('shows each command of alerts', () => {
  const shown = new Set(lines.map((line) => parseLine(line, commands).command.name));
  const all = commands.map(({ name }) => name).filter((name) => name.startsWith('alert '));
  expect(shown).toEqual(new Set(all));
});

const examples = sections
  .filter(({ text }) => text.includes('| told in'))
  .map(({ title, text }) => ({
    title,
    settings: readAlerts(parse(/```yaml\n(.*?)```/s.exec(text)?.[1] ?? '')).alerts,
    claims: text
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim())),
  }));

it('has its three examples, each with what it claims', () => {
  expect(examples.map(({ title }) => title)).toEqual([
    ...['A lab', 'A small company', 'Somebody on call'],
  ]);
  for (const { claims } of examples) expect(claims.length).toBeGreaterThan(2);
});

describe.each(examples)('$title', ({ settings, claims }) => {
  const told = placesFor(settings, []);
  test.each(claims)('%s%s, %s, in %s with %s is told in %s', (...cells) => {
    const [, what = '', severity = '', where = '', tags = '', places = ''] = cells;
    const incident = incidentFrom({ what, severity, where, tags });
    const channels = told(incident).map(({ platform, channel }) => `${platform}:${channel}`);
    expect(channels.join(', ') || 'nobody').toBe(places);
  });
});

describe('Who is called, and what if nobody answers', () => {
  const { text = '' } =
    sections.find(({ title }) => title === 'Who is called, and what if nobody answers') ?? {};
  const reaching = reachingOfFile(/```yaml\n(.*?)```/s.exec(text)?.[1] ?? '');
  const tables = text.split('| at ').slice(1);

  it('has its two stories', () => expect(tables).toHaveLength(2));

  test.each(tables.map((table, at) => [at, table] as const))(
    'story %i is as it says',
    (at, table) => {
      const story = storyOf(reaching);
      const severity = at === 0 ? 'critical' : 'warning';
      for (const [, time = '', happens = '', says = ''] of rowsOf(table)) {
        const before = story.told.length;
        const moment = inJakarta(time);
        if (happens === 'it fires') story.fires(moment, { severity });
        else if (happens === 'nothing') story.at(moment);
        else story.changes(moment, { state: 'acknowledged', acknowledged: { by: 'anna', at: 0 } });
        const said = story.told.slice(before).map((words) => short(words));
        expect(`${time} ${said.join(', ') || 'nothing'}`).toBe(`${time} ${says}`);
      }
    },
  );
});

function rowsOf(table: string): readonly (readonly string[])[] {
  return table
    .split('\n')
    .filter((line) => /^\| \d/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
}

/** Seven hours before UTC; what is earlier than the first row is of the next day. */
function inJakarta(time: string): string {
  const day = time < '09:00' ? 7 : 6;
  const at = Date.parse(`2026-01-0${day}T${time}:00+07:00`);
  return new Date(at).toISOString().slice(0, 16);
}

/** `2026-01-06T03:00 notice unanswered in slack:C1` as `reply in slack:C1`. */
function short(words: string): string {
  return words.replace(/^\S+ (\w+) \w+ in/, '$1 in').replace(/^notice/, 'reply');
}

interface Claim {
  readonly what: string;
  readonly severity: string;
  readonly where: string;
  readonly tags: string;
}

/** `machine-cpu` of web-1 on pve/pve1. */
function incidentFrom({ what, severity: word, where, tags }: Claim): Incident {
  const [, signal, name = ''] = /^`([a-z-]+)` of (\S+)$/.exec(what) ?? [];
  if (!isSignal(signal)) throw new Error(`there is no signal in ${what}`);
  const [site = '', host = ''] = where.split('/');
  const { kind } = signals[signal];
  const subject: Subject = { key: name, kind, site, host, name, tags: tags.split(' ') };
  const severity = word === 'critical' ? word : 'warning';
  return {
    ...{ id: what, signal, site, host, state: 'firing', severity, startedAt: 0, flapping: false },
    members: [{ subject, rule: signal, signal, severity, since: 0, peak: 1, value: 1, times: 1 }],
  };
}

function isSignal(word: string | undefined): word is SignalName {
  return word !== undefined && word in signals;
}
