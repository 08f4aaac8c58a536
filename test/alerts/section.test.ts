import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { defaultRules } from '../../src/alerts/rules/default-rules.ts';
import { ruleFor } from '../../src/alerts/rules/rule.ts';
import { readAlerts } from '../../src/alerts/section.ts';
import { defaultSettings } from '../../src/alerts/settings.ts';
import { machineOn } from '../fixtures/alerts.ts';

const MINUTE = 60_000;
const platforms = ['slack', 'discord', 'terminal'];
const read = (yaml: string) => readAlerts(parse(yaml), platforms);

function rightly(yaml: string) {
  const { alerts, problems } = read(yaml);
  expect(problems).toEqual([]);
  return alerts;
}

const ruleOf = (yaml: string, name: string) =>
  rightly(yaml).rules.find((rule) => rule.name === name);

it.each(['sites: []', 'alerts:', 'alerts: {}', 'alerts: { rules: {}, routes: [] }', '[]'])(
  '%s is the default rules, and no route',
  (yaml) => expect(rightly(yaml)).toEqual(defaultSettings),
);

describe('a rule', () => {
  test('of the bot keeps all that is not said', () => {
    const rule = ruleOf('alerts: { rules: { machine-cpu: { for: 15m } } }', 'machine-cpu');
    const before = defaultRules.find(({ name }) => name === 'machine-cpu');
    expect(rule).toEqual({ ...before, forMs: 15 * MINUTE });
  });

  test('with another trigger clears as far below it as before', () => {
    const rule = ruleOf('alerts: { rules: { machine-cpu: { trigger: 60% } } }', 'machine-cpu');
    expect(rule).toMatchObject({ trigger: 0.6, clear: 0.55 });
  });

  test.each(['off', 'false'])('is switched off with %s', (word) => {
    const { rules } = rightly(`alerts: { rules: { host-load: ${word} } }`);
    expect(rules.map(({ name }) => name)).toEqual(
      defaultRules.map(({ name }) => name).filter((name) => name !== 'host-load'),
    );
  });

  test('of one’s own begins as the default one on its signal', () => {
    const rule = ruleOf(
      'alerts: { rules: { web: { signal: machine-cpu, on: tag:web, trigger: 95 %, severity: critical } } }',
      'web',
    );
    expect(rule).toEqual({
      ...{ name: 'web', signal: 'machine-cpu', on: 'tag:web', severity: 'critical' },
      ...{ trigger: 0.95, clear: 0.9, forMs: 10 * MINUTE, clearForMs: 5 * MINUTE },
    });
  });

  test('is another one on what it excepts, and none on what that switches off', () => {
    const rule = ruleOf(
      `alerts:
        rules:
          machine-cpu:
            trigger: 85%
            except:
              - { on: tag:batch, off: true }
              - { on: "build-*", trigger: 99%, for: 1h }`,
      'machine-cpu',
    );
    const holds = rule && ruleFor(rule);
    expect(holds?.(machineOn('a', 'web-1'))).toMatchObject({ trigger: 0.85, clear: 0.8 });
    expect(holds?.(machineOn('a', 'night', { tags: ['batch'] }))).toBeUndefined();
    expect(holds?.(machineOn('a', 'build-7'))).toMatchObject({
      ...{ trigger: 0.99, clear: 0.94, forMs: 60 * MINUTE },
    });
  });

  test.each([
    ['machine-disk: { trigger: 80 % }', 'machine-disk', 0.8],
    ['host-load: { trigger: 3 }', 'host-load', 3],
    ['backup-late: { trigger: 36h }', 'backup-late', 1.5],
    ['guest-clock: { trigger: 1m30s }', 'guest-clock', 90_000],
    ['bot-stall: { trigger: 750ms }', 'bot-stall', 750],
    ['bot-chat: { trigger: 2 }', 'bot-chat', 2],
  ])('%s is read in the unit of its signal', (text, name, trigger) => {
    expect(ruleOf(`alerts: { rules: { ${text} } }`, name)).toMatchObject({ trigger });
  });
});

const access = 'access: { people: { anna: {}, budi: {} }, onCall: { lab: {}, desk: {} } }';

test('a route says whom it calls, what if nobody answers, and when it is quiet', () => {
  const { routes } = rightly(`${access.replace(', desk: {}', '')}
alerts:
  routes:
    - to: slack:C1
      mention: [onCall, anna, slack:S1, here]
      escalate: [{ after: 10m }, { after: 1h, to: discord:22, mention: "onCall:lab", severity: warning }]
      quiet: { from: "22:00", to: "7:30", zone: asia/jakarta }`);
  const onCall = { kind: 'onCall', rota: 'lab' };
  expect(routes).toMatchObject([
    {
      mention: [
        onCall,
        { kind: 'person', person: 'anna' },
        { kind: 'group', platform: 'slack', id: 'S1' },
        { kind: 'here' },
      ],
      escalate: [
        { afterMs: 10 * MINUTE, to: [], mention: [], severity: 'critical' },
        { afterMs: 60 * MINUTE, to: [{ channel: '22' }], mention: [onCall], severity: 'warning' },
      ],
      quiet: { from: 1320 * MINUTE, to: 450 * MINUTE, zone: 'Asia/Jakarta', severity: 'warning' },
    },
  ]);
});

describe('a mistake of whom a route calls, and when, is told with its path:', () => {
  test.each([
    [
      'mention: [ana]',
      'mention[0]: there is nobody called ana under access.people; did you mean anna?; also here, onCall:NAME, and a group of a chat as slack:S0123',
    ],
    ['mention: heer', 'mention[0]: there is nobody called heer; did you mean here?'],
    ['mention: "onCall:lap"', 'mention[0]: there is no lap under access.onCall; did you mean lab?'],
    ['mention: onCall', 'mention[0]: there are 2 rotas; say onCall:lab or onCall:desk'],
    ['mention: slak:S1', 'mention[0]: there is no chat slak; did you mean slack?'],
    ['escalate: [{ to: slack:C2 }]', 'escalate[0].after: wants a time, as 10m'],
    ['escalate: [{ after: 10 }]', 'escalate[0].after: wants a time with its unit, as 10m or 1h'],
    ['escalate: [{ after: 5s }]', 'escalate[0].after: wants at least a minute, and at most a week'],
    ['escalate: [{ after: 1h, to: nobody }]', 'escalate[0].to[0]: wants a channel of a chat'],
    ['escalate: [{ after: 1h, to: irc:a }]', 'escalate[0].to: there is no chat irc'],
    [
      'escalate: [{ after: 1h, mention: [bud] }]',
      'escalate[0].mention[0]: there is nobody called bud',
    ],
    ['escalate: [{ after: 1h, mentoin: x }]', 'did you mean mention?'],
    ['escalate: []', 'escalate: wants something in it'],
    [
      'quiet: { from: 22, to: "07:00", zone: UTC }',
      'quiet.from: wants a time of the day, as 22:00',
    ],
    ['quiet: { from: "22:00", to: "25:00", zone: UTC }', 'quiet.to: wants a time of the day'],
    ['quiet: { from: "22:00", to: "22:00", zone: UTC }', 'quiet: wants two times that differ'],
    ['quiet: { from: "22:00", to: "07:00" }', 'quiet.zone: is missing'],
    ['quiet: { from: "22:00", to: "07:00", zone: Jakrta }', 'did you mean Asia/Jakarta'],
  ])('%s', (yaml, mistake) => {
    const { problems } = read(`${access}\nalerts: { routes: [{ to: slack:C1, ${yaml} }] }`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(
      mistake.startsWith('did') ? mistake : `alerts.routes[0].${mistake}`,
    );
  });

  test('also of a route to nobody, and of a rota in the wrong place', () => {
    expect(read('alerts: { routes: [{ to: nobody, mention: here }] }').problems).toEqual([
      'alerts.routes[0]: calls somebody, and is to nobody',
    ]);
    expect(read('alerts: { onCall: { lab: {} } }').problems).toEqual([
      'alerts.onCall: stands under access:, as access.onCall',
    ]);
    expect(read('alerts: { routes: [{ to: slack:C1, mention: onCall }] }').problems).toEqual([
      'alerts.routes[0].mention[0]: nobody is on call: there is no rota under access.onCall',
    ]);
  });
});

describe('a mistake is told with its path, and what would be right:', () => {
  test.each([
    [
      'rules: { machine-cpuu: { for: 5m } }',
      'alerts.rules.machine-cpuu: there is no rule machine-cpuu; did you mean machine-cpu? (one of your own wants a signal:)',
    ],
    [
      'rules: { machin-cpu: off }',
      'alerts.rules.machin-cpu: there is no rule machin-cpu; did you mean machine-cpu?',
    ],
    [
      'rules: { web: { signal: machine-cpus } }',
      'alerts.rules.web.signal: there is no signal machine-cpus; did you mean machine-cpu?',
    ],
    [
      'rules: { host-cpu: { signal: host-load } }',
      'alerts.rules.host-cpu.signal: host-cpu is about host-cpu; give yours another name',
    ],
    [
      'rules: { host-cpu: { triger: 80% } }',
      'alerts.rules.host-cpu: there is no key "triger"; did you mean trigger?',
    ],
    [
      'rules: { host-cpu: { trigger: 80 } }',
      'alerts.rules.host-cpu.trigger: wants a percentage, as 80%',
    ],
    [
      'rules: { host-cpu: { trigger: 120% } }',
      'alerts.rules.host-cpu.trigger: wants a percentage, as 80%',
    ],
    [
      'rules: { host-load: { trigger: 80% } }',
      'alerts.rules.host-load.trigger: wants a number above 0, as 1.5',
    ],
    [
      'rules: { snapshot-old: { trigger: 30 } }',
      'alerts.rules.snapshot-old.trigger: wants a time with its unit, as 7d or 36h',
    ],
    [
      'rules: { host-cpu: { trigger: 70%, clear: 75% } }',
      'alerts.rules.host-cpu.clear: wants at most the trigger, 70 %',
    ],
    [
      'rules: { host-lost: { trigger: 50% } }',
      'alerts.rules.host-lost.trigger: host-lost is so or is not: it has no figure',
    ],
    [
      'rules: { host-cpu: { for: 10 } }',
      'alerts.rules.host-cpu.for: wants a time with its unit, as 30s, 10m or 2h',
    ],
    ['rules: { host-cpu: { for: 3w } }', 'alerts.rules.host-cpu.for: wants at most a week'],
    [
      'rules: { host-cpu: { severity: bad } }',
      'alerts.rules.host-cpu.severity: wants warning or critical',
    ],
    [
      'rules: { host-cpu: { on: "hots:a" } }',
      'alerts.rules.host-cpu.on: there is no selector hots:; did you mean host:?',
    ],
    [
      'rules: { machine-cpu: { except: [{ on: state:running, off: true }] } }',
      'alerts.rules.machine-cpu.except[0].on: state: changes by itself; say a tag, host, site, pool or name',
    ],
    [
      'rules: { machine-cpu: { except: [{ on: web-1, trigger: hot }] } }',
      'alerts.rules.machine-cpu.except[0].trigger: wants a percentage, as 80%',
    ],
    ['rules: [host-cpu]', 'alerts.rules: wants keys with values'],
    [
      'routes: [{ to: [slak:C1] }]',
      'alerts.routes[0].to: there is no chat slak; did you mean slack? (known: slack, discord, terminal)',
    ],
    [
      'routes: [{ to: C1 }]',
      'alerts.routes[0].to[0]: wants a channel of a chat, as slack:C0123, a webhook, as webhook:pager, or nobody',
    ],
    ['routes: [{ to: [] }]', 'alerts.routes[0].to: wants something in it'],
    ['routes: [{ severity: critical }]', 'alerts.routes[0].to: is missing; it wants a list'],
    [
      'routes: [{ to: slack:C1, on: [tg:web] }]',
      'alerts.routes[0].on[0]: there is no selector tg:; did you mean tag:?',
    ],
    ['route: []', 'alerts: there is no key "route"; did you mean routes?'],
  ])('%s', (yaml, mistake) => {
    expect(read(`alerts: { ${yaml} }`).problems).toEqual([mistake]);
  });

  test('all of them at once', () => {
    const { problems } = read(
      'alerts: { rules: { host-cpu: { trigger: 1, for: x }, nothing: off }, routes: [{ to: irc:a }] }',
    );
    expect(problems).toHaveLength(3);
  });
});
