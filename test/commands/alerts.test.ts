import { describe, expect, it, test } from 'vitest';
import { machine, pretend } from '../doubles/hypervisor.ts';
import {
  keepAlerts,
  lost,
  now,
  one,
  openAlerts,
  over,
  refusalOf,
  rightsOn,
} from './alert-bench.ts';
import { openBench, textOf } from './bench.ts';

keepAlerts();

describe('alert list', () => {
  test('shows what is wrong now, the worst first, and who looks after it', async () => {
    const bench = await openAlerts();
    await bench.card('alert ack 12');
    const card = await bench.card('alert list');
    expect(card).toMatchObject({ title: '3 alerts now, 1 critical', tone: 'danger' });
    const table = card.blocks?.find((block) => block.type === 'table');
    expect(table?.rows.map(([what]) => what)).toEqual([
      '#14 kvm-b does not answer',
      '#13 Memory of 2 machines on kvm-a over 90 %',
      '#12 CPU of web-1 over 80 %',
    ]);
    expect(textOf(card)).toContain('10 min ago | anna looks after it');
  });

  test('of a storm counts all, and shows first what is worst, however old that is', async () => {
    const warnings = Array.from({ length: 40 }, (_, at) => ({ ...one, number: 20 + at }));
    const bench = await openAlerts({ incidents: [lost, ...warnings] });
    const card = await bench.card('alert list');
    expect(card).toMatchObject({ title: '41 alerts now, 1 critical', tone: 'danger' });
    const table = card.blocks?.find((block) => block.type === 'table');
    expect(table?.rows).toHaveLength(25);
    expect(table?.rows[0]?.[0]).toBe('#14 kvm-b does not answer');
    expect(textOf(card)).toContain('And 16 more');
  });

  test('with what is over still shows first what is not', async () => {
    const ended = Array.from({ length: 40 }, (_, at) => ({ ...over, number: 20 + at }));
    const card = await (await openAlerts({ incidents: [one, ...ended] })).card(
      'alert list --ended',
    );
    expect(card.title).toBe('1 alert now');
    expect(textOf(card)).toContain('#12 CPU of web-1 over 80 %');
  });

  test('with what is over says how long it lasted', async () => {
    const card = await (await openAlerts()).card('alert list --ended');
    expect(textOf(card)).toContain('#9 CPU of db-1 over 80 %');
    expect(textOf(card)).toContain('over after 15 min');
  });

  test('without any says so, and still shows what is muted', async () => {
    const bench = await openAlerts({ incidents: [] });
    await bench.card('alert mute db-1 1h upgrade');
    const card = await bench.card('alert list');
    expect(card).toMatchObject({ title: 'Nothing is wrong', tone: 'success' });
    expect(textOf(card)).toMatch(/#1 db-1 \| .* \| muted by anna: upgrade/);
  });
});

test('alert list says where nobody looks, and does not call that well', async () => {
  const card = await (await openAlerts({ incidents: [], asksWho: true })).card('alert list');
  expect(card).toMatchObject({ title: 'Nothing is known to be wrong', tone: 'warning' });
  expect(textOf(card)).toContain('Nobody watches kvm, vbox: no service that reaches it is running');
});

describe('whoever has rights on some machines', () => {
  const may = rightsOn('tag:web');

  test('sees the alerts of these, and of a larger one their part', async () => {
    const text = textOf(await (await openAlerts({ may })).card('alert list --ended'));
    expect(text).toContain('CPU of web-1 over 80 %');
    expect(text).toContain('Memory of web-1 over 90 %');
    expect(text).not.toMatch(/kvm-b|db-1|2 machines/);
  });

  test('is not told of another one, also by its number', async () => {
    const refused = await refusalOf((await openAlerts({ may })).card('alert show 14'));
    expect(refused).toMatchObject({ code: 'not-found' });
    expect(refused.message).not.toContain('kvm-b');
  });

  test('acknowledges and mutes what is wholly theirs, and nothing that is others’ too', async () => {
    const bench = await openAlerts({ may });
    expect((await bench.card('alert ack 12')).title).toBe('You look after alert 12');
    for (const line of ['alert ack 13', 'alert mute 13 1h']) {
      const refused = await refusalOf(bench.card(line));
      expect(refused).toMatchObject({ code: 'forbidden' });
      expect(refused.hint).not.toContain('db-1');
    }
    expect((await bench.alerts.find(13)).state).toBe('firing');
    expect(await bench.alerts.silences()).toEqual([]);
  });

  test('mutes a machine of theirs by name; what has the name elsewhere is not meant', async () => {
    const bench = await openAlerts({ may: rightsOn('tag:web', 'site:vbox') });
    await bench.card('alert mute kvm/web-1 1h');
    expect(await bench.alerts.silences()).toMatchObject([{ on: 'site:kvm,name:web-1' }]);
    const alone = await openAlerts({ may: rightsOn('db-*') });
    await alone.card('alert mute db-1 1h');
    expect(await alone.alerts.silences()).toMatchObject([{ on: 'site:kvm,db-1' }]);
  });

  test.each(['tag:web', 'web-*', 'db-1', 'site:kvm', 'web-1'])(
    'may not mute %s, which fits more, or may later',
    async (on) => {
      const refused = await refusalOf((await openAlerts({ may })).card(`alert mute ${on} 1h`));
      expect(refused).toMatchObject({ code: 'forbidden' });
    },
  );

  test('of a site mutes all of it', async () => {
    const bench = await openAlerts({ may: rightsOn('site:kvm') });
    await bench.card('alert mute site:kvm,tag:web 2h');
    expect(await bench.alerts.silences()).toMatchObject([{ on: 'site:kvm,tag:web' }]);
  });

  test('may end what they may begin, and sees no other', async () => {
    const bench = await openAlerts();
    await bench.card('alert mute db-1 1h');
    await bench.card('alert mute kvm/web-1 1h');
    const kvm = pretend({ name: 'kvm' });
    kvm.machines = [
      machine('web-1', { site: 'kvm', host: 'kvm-a', tags: ['web'] }),
      machine('db-1', { site: 'kvm', host: 'kvm-a' }),
    ];
    const theirs = openBench([kvm.hypervisor], { alerts: bench.alerts, may, now: () => now });
    expect(textOf(await theirs.card('alert list'))).not.toContain('db-1');
    expect(await refusalOf(theirs.card('alert unmute 1'))).toMatchObject({ code: 'not-found' });
    expect((await theirs.card('alert unmute 2')).title).toBe('Mute 2 is over');
  });
});

describe('alert ack', () => {
  test('says who looks after it where somebody does', async () => {
    const bench = await openAlerts();
    await bench.card('alert ack #12');
    const again = await bench.card('alert ack 12');
    expect(again.title).toBe('Alert 12 was acknowledged before');
    expect(textOf(again)).toContain('anna looks after it.');
  });

  test.each([
    ['alert ack 9', 'conflict'],
    ['alert ack 99', 'not-found'],
    ['alert ack web-1', 'invalid'],
    ['alert show 0', 'invalid'],
    ['alert show 99999999999', 'invalid'],
  ])('%s is refused: %s', async (line, code) => {
    expect(await refusalOf((await openAlerts()).card(line))).toMatchObject({ code });
  });
});

describe('alert rules', () => {
  const yaml = {
    rules: {
      'machine-cpu': {
        trigger: '90%',
        except: [{ on: 'tag:web', trigger: '60%', severity: 'critical' }],
      },
      'machine-memory': { except: [{ on: 'web-*', off: true }] },
    },
  };

  test('of a machine are those that hold for it, with its own figures', async () => {
    const card = await (await openAlerts({ yaml })).card('alert rules kvm/web-1');
    expect(card.title).toMatch(/^\d+ rules for web-1$/);
    expect(textOf(card)).toContain(
      'machine-cpu | CPU of a machine | at 60 % for 10 min | below 55 % for 5 min | critical',
    );
    expect(textOf(card)).toMatch(/Not for it: .*machine-memory/);
    expect(textOf(card)).not.toContain('host-cpu');
  });

  test('of a host are about hosts', async () => {
    const text = textOf(await (await openAlerts({ yaml })).card('alert rules kvm-a'));
    expect(text).toContain('host-cpu | CPU of a host | at 85 %');
    expect(text).not.toContain('machine-cpu');
  });

  test('show what is other on some', async () => {
    const text = textOf(await (await openAlerts({ yaml })).card('alert rules'));
    expect(text).toContain('machine-cpu | CPU of a machine | at 90 % for 10 min');
    expect(text).toContain('machine-cpu | tag:web | at 60 % for 10 min');
    expect(text).toContain('machine-memory | web-* | not watched');
  });
});

it('without a store there are no alerts, and the rules are still told', async () => {
  const bench = openBench([pretend({ name: 'kvm' }).hypervisor]);
  expect(await refusalOf(bench.card('alert list'))).toMatchObject({ code: 'unsupported' });
  expect((await bench.card('alert rules')).title).toMatch(/^\d+ rules$/);
});
