import { describe, expect, test } from 'vitest';
import { createEngine, type Engine } from '../../../src/alerts/engine/engine.ts';
import type { Rule } from '../../../src/alerts/rules/rule.ts';
import type { Subject } from '../../../src/alerts/rules/signal.ts';
import { MINUTE, machineOn, POLL } from '../../fixtures/alerts.ts';

const web = machineOn('kvm-a', 'web-1');
const db = machineOn('kvm-a', 'db-1');
const busy: Rule = {
  ...{ name: 'busy', signal: 'machine-cpu', trigger: 0.8, clear: 0.7, severity: 'warning' },
  ...{ forMs: 10 * MINUTE, clearForMs: 5 * MINUTE },
};
const other: Rule = { ...busy, name: 'memory', signal: 'machine-memory' };

/** Both machines with that CPU, a poll every ten seconds, and what came of it: `12 card fired`. */
function bench(rules: readonly Rule[], all: readonly Subject[] = [web, db]) {
  const engine: Engine = createEngine(rules);
  let handles = engine.watch('kvm', all, 0);
  let now = 0;
  const story: string[] = [];
  const tick = () => {
    for (const { how, why, incident } of engine.tick(now)) {
      const end = incident.state === 'resolved' ? (incident.dropped ?? 'well') : '';
      story.push([Math.round(now / MINUTE), how, why, end].join(' ').trim());
    }
  };
  return {
    ...{ engine, story },
    runs(minutes: number, cpu: number) {
      for (const end = now + minutes * MINUTE; now < end; now += POLL) {
        engine.heard('kvm', now);
        for (const handle of handles) engine.observe(handle, 'machine-cpu', now, cpu);
        tick();
      }
    },
    adopts(next: readonly Rule[], subjects = all) {
      engine.adopt(next, now);
      handles = engine.watch('kvm', subjects, now);
      tick();
    },
  };
}

describe('other rules', () => {
  test('leave what is under way its time, where its rule is as before', () => {
    const one = bench([busy]);
    one.runs(8, 0.9);
    one.adopts([other, busy]);
    one.runs(4, 0.9);
    expect(one.story).toEqual(['10 card fired']);
  });

  test('that say otherwise when it fires let what is under way begin anew', () => {
    const one = bench([busy]);
    one.runs(8, 0.9);
    one.adopts([{ ...busy, trigger: 0.85 }]);
    one.runs(12, 0.9);
    expect(one.story).toEqual(['18 card fired']);
  });

  test('end what no rule speaks of any more, and do not call that better', () => {
    const one = bench([busy]);
    one.runs(11, 0.9);
    one.adopts([other]);
    expect(one.story).toEqual(['10 card fired', '11 edit resolved rule-gone']);
    expect(one.engine.open()).toEqual([]);
  });

  test('that leave out one machine end it there, and the rest goes on to its own end', () => {
    const one = bench([busy]);
    one.runs(11, 0.9);
    one.adopts([{ ...busy, overrides: [{ on: 'db-1', off: true }] }]);
    const [open] = one.engine.open();
    expect(open?.members.map(({ subject, dropped }) => [subject.name, dropped])).toEqual([
      ['web-1', undefined],
      ['db-1', 'rule-off'],
    ]);
    one.runs(6, 0.1);
    expect(one.story).toEqual(['10 card fired', '11 edit changed', '16 edit resolved well']);
  });

  test('by which it is over at another figure end it by that one', () => {
    const one = bench([busy]);
    one.runs(11, 0.9);
    one.adopts([{ ...busy, trigger: 0.98, clear: 0.95 }]);
    one.runs(6, 0.9);
    expect(one.story).toEqual(['10 card fired', '11 edit changed', '16 edit resolved well']);
  });

  test('that find it worse ring once, and those that find it less bad edit', () => {
    const one = bench([busy]);
    one.runs(11, 0.9);
    one.adopts([{ ...busy, severity: 'critical' }]);
    one.adopts([{ ...busy, severity: 'critical' }]);
    one.adopts([busy]);
    expect(one.story).toEqual([
      ...['10 card fired', '11 edit escalated', '11 notice escalated', '11 edit changed'],
    ]);
  });

  test('that watch it again make a new incident of it: it was not better in between', () => {
    const one = bench([busy]);
    one.runs(11, 0.9);
    one.adopts([other]);
    one.adopts([busy]);
    one.runs(11, 0.9);
    expect(one.story).toEqual([
      ...['10 card fired', '11 edit resolved rule-gone', '21 card fired'],
    ]);
    expect(one.engine.open()).toMatchObject([{ flapping: false }]);
  });

  test('end what comes and goes at once where nobody looks any more', () => {
    const one = bench([busy]);
    for (const cpu of [0.9, 0.1, 0.9]) one.runs(12, cpu);
    one.adopts([other]);
    expect(one.story.at(-1)).toBe('36 edit resolved rule-gone');
  });
});

test('a tag by which a rule holds no more ends it, and that is not called better', () => {
  const tagged = { ...web, tags: ['prod'] };
  const one = bench([{ ...busy, on: 'tag:prod' }], [tagged]);
  one.runs(11, 0.9);
  one.adopts([{ ...busy, on: 'tag:prod' }], [web]);
  expect(one.story).toEqual(['10 card fired', '11 edit resolved rule-off']);
});

test('of a site that nobody watches any more everything ends, that it gave no figures too', () => {
  const one = bench([busy]);
  one.runs(11, 0.9);
  for (let silent = 11 * MINUTE; silent <= 15 * MINUTE; silent += POLL) one.engine.tick(silent);
  expect(one.engine.open().map(({ signal }) => signal)).toEqual(['machine-cpu', 'no-data']);
  one.engine.siteGone('kvm', 15 * MINUTE);
  const posts = one.engine.tick(15 * MINUTE);
  expect(posts.map(({ incident }) => [incident.signal, incident.dropped])).toEqual([
    ['machine-cpu', 'site-gone'],
    ['no-data', 'site-gone'],
  ]);
});
