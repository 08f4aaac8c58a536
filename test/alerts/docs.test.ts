import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../../commands/index.ts';
import type { Incident } from '../../src/alerts/incident.ts';
import { readAlerts } from '../../src/alerts/section.ts';
import { placesFor } from '../../src/alerts/settings.ts';
import { type SignalName, type Subject, signals } from '../../src/alerts/signal.ts';
import { parseLine } from '../../src/args.ts';
import { read } from '../house/files.ts';
import { ruleTable, signalTable } from './tables.ts';

const page = read('docs/alerts.md');
const sections = page.split(/^## /m).map((text) => ({ title: text.split('\n', 1).join(), text }));
const fences = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];

it('the page has each signal and each default rule as they are', () => {
  expect(unpadded(page)).toContain(unpadded(ruleTable()));
  expect(unpadded(page)).toContain(unpadded(signalTable()));
});

/** An editor may have made the columns as wide as their longest cell. */
function unpadded(text: string): string {
  return text.replace(/ +\|/g, ' |').replace(/-{2,}/g, '---');
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
