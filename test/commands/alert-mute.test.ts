import { describe, expect, test } from 'vitest';
import { replicaSubject, storageSubject, taskSubject } from '../../src/alerts/engine/subjects.ts';
import type { SignalName, Subject } from '../../src/alerts/rules/signal.ts';
import { matcher } from '../../src/inventory/selector.ts';
import { MissingValues } from '../../src/line/raw.ts';
import { completedLine, formFor } from '../../src/router/form.ts';
import { hostNamed, machineOn } from '../fixtures/alerts.ts';
import { incidentOf } from '../fixtures/incidents.ts';
import {
  keepAlerts,
  lost,
  MINUTE,
  now,
  one,
  openAlerts,
  over,
  refusalOf,
  rightsOn,
  silent,
} from './alert-bench.ts';
import { textOf } from './bench.ts';

keepAlerts();

describe('alert mute', () => {
  test.each([
    ['12 1h', { on: 'site:kvm,host:kvm-a,name:web-1', signal: 'machine-cpu' }],
    ['#13 1h', { on: 'site:kvm,host:kvm-a', signal: 'machine-memory' }],
    ['14 1h', { on: 'site:kvm,host:kvm-b,name:kvm-b', signal: 'host-lost' }],
    ['tag:web 30m', { on: 'tag:web', signal: undefined, until: now + 30 * MINUTE }],
    ['host:kvm-a 1d --signal host-load', { on: 'host:kvm-a', signal: 'host-load' }],
    [
      'db-1 for 2h new disk',
      { on: 'db-1', reason: 'muted by anna: new disk', until: now + 120 * MINUTE },
    ],
    ['db-1 1h30m', { reason: 'muted by anna', until: now + 90 * MINUTE }],
    ['vbox/web-1 1h', { on: 'site:vbox,name:web-1' }],
    ['"*" 5m all', { on: '*', reason: 'muted by anna: all' }],
  ])('%s', async (words, silence) => {
    const bench = await openAlerts();
    const card = await bench.card(`alert mute ${words}`);
    const [made] = await bench.alerts.silences();
    expect(made).toMatchObject({ from: now, ...silence });
    expect(card.actions).toEqual([{ label: 'Unmute', command: 'alert unmute 1' }]);
  });

  test.each<readonly [SignalName, Subject]>([
    ['machine-cpu', machineOn('kvm-a', 'a,b * name:c')],
    ['storage-fill', storageSubject('kvm', { host: 'kvm-a', name: 'nas,1', shared: true })],
    ['storage-fill', storageSubject('kvm', { host: 'kvm-a', name: 'local' })],
    ['task-failed', taskSubject({ site: 'kvm', host: '', tags: [], id: 7, title: 'Stop web-1' })],
    ['bot-stall', replicaSubject('bot-1')],
    ['host-lost', hostNamed('kvm-a')],
  ])(
    'of an alert about %s keeps just that quiet, whatever its name is',
    async (signal, subject) => {
      const value = () => 1_000_000;
      const incident = incidentOf({ signal, subjects: [subject], value, minutes: 15 });
      const bench = await openAlerts({ incidents: [incident] });
      await bench.card('alert mute 12 1h');
      const [made] = await bench.alerts.silences();
      expect(made?.signal).toBe(signal);
      const fits = matcher(made?.on ?? '');
      expect(fits(subject)).toBe(true);
      expect(fits({ ...subject, name: 'another' })).toBe(false);
      expect(fits({ ...subject, site: 'vbox' })).toBe(false);
    },
  );

  test.each([
    ['9 1h', 'conflict', 'Alert 9 is over'],
    ['12 soon', 'invalid', 'soon is no length of time'],
    ['12 40d', 'invalid', '40d is not within limits'],
    ['12 10s', 'invalid', '10s is not within limits'],
    ['state:running 1h', 'invalid', 'state: changes by itself'],
    ['tga:web 1h', 'invalid', 'there is no selector tga:; did you mean tag:?'],
    ['wbe-1 1h', 'not-found', 'No host and no machine fits wbe-1'],
  ])('%s is refused: %s', async (words, code, what) => {
    const bench = await openAlerts({ incidents: [one, over, silent] });
    const refused = await refusalOf(bench.card(`alert mute ${words}`));
    expect(refused.code).toBe(code);
    expect(refused.message).toContain(what);
    expect(await bench.alerts.silences()).toEqual([]);
  });

  test.each([
    ['site:kvm 1h', { on: 'site:kvm', signal: undefined }, 'site kvm, kvm-b'],
    ['host:kvm-b 1h', { on: 'host:kvm-b' }, 'kvm-b'],
    ['15 1h', { on: 'site:kvm', signal: 'no-data' }, 'site kvm'],
  ])('%s holds for what does not answer', async (words, silence, now) => {
    const bench = await openAlerts({ incidents: [silent, lost], away: true });
    const card = await bench.card(`alert mute ${words}`);
    expect(await bench.alerts.silences()).toMatchObject([silence]);
    expect(textOf(card)).toContain(now);
  });

  test('of a host that never answered says that the site can be muted', async () => {
    const bench = await openAlerts({ incidents: [], away: true });
    const refused = await refusalOf(bench.card('alert mute host:kvm-b 1h'));
    expect(refused.code).toBe('not-found');
    expect(refused.hint).toContain('kvm does not answer: site:kvm is all of it');
    const named = await refusalOf(bench.card('alert mute kvm 1h'));
    expect(named.choices).toEqual(['alert mute site:kvm 1h']);
  });

  test('of a site that does not answer is for whoever may mute all of it', async () => {
    const bench = await openAlerts({ incidents: [], away: true, may: rightsOn('host:kvm-a') });
    expect(await refusalOf(bench.card('alert mute site:kvm 1h'))).toMatchObject({
      code: 'forbidden',
    });
    expect(await bench.alerts.silences()).toEqual([]);
  });

  test('of a name that is nearly one offers that', async () => {
    const refused = await refusalOf((await openAlerts()).card('alert mute wbe-1 1h'));
    expect(refused.choices).toEqual(['alert mute web-1 1h']);
  });

  test('of everything is not for whoever may mute machines', async () => {
    const may = (permission: string) => permission !== 'alert.mute-all';
    for (const on of ['"*"', '"site:*,name:*"']) {
      const refused = await refusalOf((await openAlerts({ may })).card(`alert mute ${on} 1h`));
      expect(refused).toMatchObject({ code: 'forbidden' });
    }
    expect((await (await openAlerts({ may })).card('alert mute site:kvm 1h')).tone).toBe('success');
  });

  test('without a time asks for it and for a reason, in a form whose answer is a whole line', async () => {
    const bench = await openAlerts();
    const asked = await refusalOf(bench.card('alert mute 12'));
    if (!(asked instanceof MissingValues)) return expect.unreachable();
    const form = formFor(asked, { title: asked.message });
    expect(form.fields.map(({ name, required, choices }) => ({ name, required, choices }))).toEqual(
      [
        { name: 'length', required: true, choices: ['30m', '1h', '4h', '12h', '1d', '1w'] },
        { name: 'reason', required: false, choices: [] },
      ],
    );
    await bench.card(completedLine(form, ['4h', 'new memory']));
    await bench.card(completedLine(form, ['1d', '']));
    expect(await bench.alerts.silences()).toMatchObject([
      {
        on: 'site:kvm,host:kvm-a,name:web-1',
        reason: 'muted by anna: new memory',
        until: now + 240 * MINUTE,
      },
      { reason: 'muted by anna', until: now + 1_440 * MINUTE },
    ]);
  });
});
