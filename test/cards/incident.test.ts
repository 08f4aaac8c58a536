import { describe, expect, it, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import {
  hostSubject,
  replicaSubject,
  storageSubject,
  taskSubject,
  waySubject,
} from '../../src/alerts/engine/subjects.ts';
import { defaultRules } from '../../src/alerts/rules/default-rules.ts';
import {
  type SignalName,
  type Subject,
  signalNames,
  signals,
} from '../../src/alerts/rules/signal.ts';
import { parseLine } from '../../src/args.ts';
import { incidentCards } from '../../src/cards/incident.ts';
import { MissingValues } from '../../src/line/raw.ts';
import { textOf } from '../commands/bench.ts';
import { machine } from '../doubles/hypervisor.ts';
import { hostNamed, machineOn } from '../fixtures/alerts.ts';
import { incidentOf, kept } from '../fixtures/incidents.ts';

const { card, notice } = incidentCards(defaultRules);
const web = machineOn('kvm-a', 'web-1');
const many = Array.from({ length: 20 }, (_, at) => machineOn('kvm-a', `web-${at}`));
const hot = { subjects: [web], signal: 'machine-cpu', value: () => 0.93 } as const;
const labels = (of: ReturnType<typeof card>) => of.actions?.map(({ label }) => label);
const fields = (of: ReturnType<typeof card>) =>
  of.blocks?.flatMap((block) =>
    block.type === 'fields' ? block.fields.map(({ label, value }) => [label, value] as const) : [],
  );

describe('one machine', () => {
  test('that fires says what, where, since when, and by which rule', () => {
    const drawn = card(incidentOf({ ...hot, minutes: 12 }));
    expect(drawn).toMatchObject({ title: 'CPU of web-1 over 80 % for 10 min', tone: 'warning' });
    expect(Object.fromEntries(fields(drawn) ?? [])).toMatchObject({
      Severity: 'warning',
      Where: 'web-1 on kvm-a of site kvm',
      Fired: { at: '2026-11-23T12:10:00.000Z' },
      'Last figure': '93 %',
      'Peak so far': '93 %',
      'Rule machine-cpu': 'fires at 80 % for 10 min, clears below 75 % for 5 min',
    });
    expect(textOf(drawn)).toContain(signals['machine-cpu'].fix);
    expect(labels(drawn)).toEqual([
      ...['Acknowledge', 'Mute 1 h', 'Mute …', 'Top processes', 'Show', 'Chart'],
    ]);
    expect(drawn.footer).toBe('Alert 12');
  });

  test('that somebody looks after says who, is less loud, and cannot be acknowledged again', () => {
    const drawn = card(
      incidentOf({ ...hot, minutes: 20, acknowledged: { by: 'anna', minute: 15 } }),
    );
    expect(drawn).toMatchObject({ title: 'CPU of web-1 over 80 %, acknowledged', tone: 'neutral' });
    expect(fields(drawn)).toContainEqual([
      'Acknowledged',
      { at: '2026-11-23T12:15:00.000Z', note: 'by anna' },
    ]);
    expect(labels(drawn)).not.toContain('Acknowledge');
  });

  test('that is over says for how long, with the peak, and only looks are left', () => {
    const over = incidentOf({ ...hot, minutes: 60, value: (at) => (at < 30 ? 0.93 : 0.1) });
    const drawn = card(over);
    expect(drawn).toMatchObject({
      title: 'Resolved: CPU of web-1 over 80 %, it lasted 25 min',
      tone: 'success',
    });
    expect(fields(drawn)?.map(([label]) => label)).toEqual([
      ...['Severity', 'Where', 'Fired', 'Ended', 'Lasted', 'Peak', 'Rule machine-cpu'],
    ]);
    expect(labels(drawn)).toEqual(['Show', 'Chart']);
    expect(notice(over, 'resolved').title).toBe(
      'Resolved after 25 min: CPU of web-1 over 80 %, peak 93 %',
    );
  });

  test('that comes and goes says so, and its notice is one line', () => {
    const incident = incidentOf({
      ...{ ...hot, minutes: 50 },
      value: (at) => (at < 12 || at > 25 ? 0.9 : 0.1),
    });
    expect(incident.flapping).toBe(true);
    expect(textOf(card(incident))).toContain('It comes and goes.');
    expect(notice(incident, 'again')).toEqual({
      title: 'It comes and goes: CPU of web-1 over 80 %',
      tone: 'warning',
    });
  });

  test('whose rule is not there any more is still told', () => {
    const incident = incidentOf({ ...hot, minutes: 12 });
    const drawn = incidentCards([]).card(incident);
    expect(drawn.title).toBe('CPU of web-1');
    expect(fields(drawn)).toContainEqual([
      'Rule machine-cpu',
      'it is not in the configuration any more',
    ]);
  });

  test('that two rules fire for is one line, of the worse one', () => {
    const subjects = [web];
    const incident = incidentOf({
      ...{ subjects, signal: 'machine-disk', value: () => 0.98, minutes: 2 },
    });
    const drawn = card(incident);
    expect(drawn).toMatchObject({ title: 'Disk of web-1 over 97 %', tone: 'danger' });
    expect(drawn.blocks?.some(({ type }) => type === 'table')).toBe(false);
    expect(fields(drawn)?.filter(([label]) => label.startsWith('Rule'))).toHaveLength(2);
    expect(notice(incident, 'escalated').title).toBe('Critical now: Disk of web-1 over 97 %');
    expect(labels(notice(incident, 'escalated'))).toEqual(['Acknowledge', 'Show']);
    expect(notice(incident, 'unmuted').title).toBe(
      'Not muted any more, and it goes on: Disk of web-1 over 97 %',
    );
    expect(notice({ ...incident, state: 'acknowledged' }, 'escalated').actions).toBeUndefined();
  });
});

describe('several machines of one host', () => {
  const incident = incidentOf({ ...hot, subjects: many, minutes: 12 });

  test('are one card: how many, where, and fifteen by name', () => {
    const drawn = card(incident);
    expect(drawn.title).toBe('CPU of 20 machines on kvm-a over 80 % for 10 min');
    const table = drawn.blocks?.find((block) => block.type === 'table');
    expect(table?.rows).toHaveLength(15);
    expect(textOf(drawn)).toContain('And 5 more.');
    expect(labels(drawn)).toEqual(['Acknowledge', 'Mute 1 h', 'Mute …', 'Show', 'Chart']);
  });

  test('of which one is left is about that one', () => {
    const members = incident.members.map((member, at) =>
      at === 3 ? member : { ...member, until: member.since + 60_000 },
    );
    const drawn = card({ ...incident, members });
    expect(drawn.title).toBe('CPU of web-3 over 80 % for 10 min');
    expect(labels(drawn)).toContain('Top processes');
    expect(textOf(drawn)).toContain('over after 1 min');
  });
});

it('a host that does not answer is one short sentence', () => {
  const lost = incidentOf({
    ...{ subjects: [hostNamed('kvm-a')], signal: 'host-lost', value: () => 1, minutes: 2 },
  });
  const drawn = card(lost);
  expect(drawn).toMatchObject({ title: 'kvm-a does not answer', tone: 'danger' });
  expect(fields(drawn)?.map(([label]) => label)).toEqual([
    ...['Severity', 'Where', 'Fired', 'Rule host-lost'],
  ]);
});

it('a site of which nobody has figures says since when, and can be acknowledged and muted', () => {
  const silent = kept({
    ...{ id: 'x', signal: 'no-data', site: 'kvm', state: 'firing', severity: 'warning' },
    ...{ startedAt: 0, noDataSince: 0, members: [], flapping: false },
  });
  const drawn = card(silent);
  expect(drawn.title).toBe('No figures of kvm');
  expect(fields(drawn)).toContainEqual(['No figures since', { at: '2026-11-23T12:00:00.000Z' }]);
  expect(labels(drawn)).toEqual(['Acknowledge', 'Mute 1 h', 'Mute …', 'Fleet']);
});

it('what is quiet says why', () => {
  const incident = { ...incidentOf({ ...hot, minutes: 12 }), quiet: 'backup of web-1' };
  expect(textOf(card(incident))).toContain('Nothing more is said of it now: backup of web-1.');
});

const endOf = (label: string) => ({ label, machine: machine(label) });

const subjects: Readonly<Record<Subject['kind'], Subject>> = {
  machine: web,
  way: waySubject('kvm', [endOf('web-1'), endOf('db-1')], []),
  host: hostSubject({ site: 'kvm', name: 'kvm-a' }),
  storage: storageSubject('kvm', { host: 'kvm-a', name: 'nas', shared: true }),
  task: taskSubject({ site: 'kvm', host: 'kvm-a', tags: [], id: 7, title: 'Back up web-1' }),
  replica: replicaSubject('bot-1'),
};

/** A figure that is over the trigger of each rule. */
const over = (signal: SignalName) =>
  Math.max(...defaultRules.filter((rule) => rule.signal === signal).map(({ trigger }) => trigger));

describe.each(signalNames)('%s', (signal) => {
  const subject = { ...subjects[signals[signal].kind], tags: ['probe', 'backup', 'mesh'] };
  const incident = incidentOf({
    ...{ subjects: [subject], signal, value: () => over(signal), minutes: 15 },
  });

  test('names what it is about, and has no word of another thing', () => {
    const { title } = card(incident);
    const name = signal === 'task-failed' ? '7: Back up web-1' : subject.name;
    expect(title).toContain(name);
    expect(title).not.toMatch(/of an? |undefined|NaN/);
  });

  test('has only buttons that are lines of commands, while it fires and after', () => {
    const after = { ...incident, state: 'resolved', endedAt: incident.startedAt + 1 } as const;
    for (const drawn of [card(incident), card(after)]) {
      expect(drawn.actions?.length).toBeGreaterThan(0);
      for (const { command } of drawn.actions ?? []) expectLine(command);
    }
  });
});

/** Whole, or one whose form asks for the rest. */
function expectLine(line: string): void {
  try {
    parseLine(line, commands);
  } catch (error) {
    expect(error).toBeInstanceOf(MissingValues);
    expect(line).toBe('alert mute 12');
  }
}

it('a name from outside is never a word of a button’s line', () => {
  const evil = machineOn('kvm-a', 'x --yes; vm delete "y"');
  const drawn = card(incidentOf({ ...hot, subjects: [evil], minutes: 12 }));
  const top = drawn.actions?.find(({ label }) => label === 'Top processes');
  const { raw, yes } = parseLine(top?.command ?? '', commands);
  expect(raw['machine']).toBe(`kvm/${evil.name}`);
  expect(yes).toBe(false);
});
