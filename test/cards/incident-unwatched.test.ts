import { describe, expect, test } from 'vitest';
import type { Dropped } from '../../src/alerts/engine/dropped.ts';
import type { Member } from '../../src/alerts/incident.ts';
import { defaultRules } from '../../src/alerts/rules/default-rules.ts';
import { incidentCards } from '../../src/cards/incident.ts';
import { textOf } from '../commands/bench.ts';
import { machineOn } from '../fixtures/alerts.ts';
import { incidentOf } from '../fixtures/incidents.ts';

const { card, notice } = incidentCards(defaultRules);
const web = machineOn('kvm-a', 'web-1');
const hot = { subjects: [web], signal: 'machine-cpu', value: () => 0.93 } as const;
const labels = (of: ReturnType<typeof card>) => of.actions?.map(({ label }) => label);

describe('what nobody watches any more', () => {
  const over = incidentOf({ ...hot, minutes: 60, value: (at) => (at < 30 ? 0.93 : 0.1) });
  const dropped = (why: Dropped) => ({
    ...over,
    ...{ dropped: why, members: over.members.map((member) => ({ ...member, dropped: why })) },
  });

  test.each([
    ['rule-gone', 'its rule was taken out', ['Show', 'Chart']],
    ['rule-off', 'its rule does not hold for it any more', ['Show', 'Chart']],
    ['site-gone', 'its site was taken out of the configuration', []],
  ] as const)('%s is not called resolved', (why, words, left) => {
    const drawn = card(dropped(why));
    expect(drawn).toMatchObject({
      title: 'Not watched any more: CPU of web-1 over 80 %, after 25 min',
      tone: 'neutral',
    });
    expect(textOf(drawn)).toContain(`Nobody saw it get better, and nobody looks: ${words}.`);
    expect(labels(drawn)).toEqual(left);
    expect(notice(dropped(why), 'resolved').title).toBe(
      `Not watched any more: CPU of web-1 over 80 %, ${words}`,
    );
  });

  test('among others is named, and the others have their own end', () => {
    const [first, ...others] = over.members;
    const away = { ...first, subject: machineOn('kvm-a', 'db-1'), dropped: 'rule-off' } as Member;
    const members = [...others, away, ...over.members].slice(0, 2);
    const drawn = card({ ...over, members });
    expect(drawn.title).toMatch(/^Resolved: /);
    expect(textOf(drawn)).toContain(
      'Nobody looks at db-1 any more: its rule does not hold for it any more.',
    );
  });
});

test('our own work beside what is critical is named', () => {
  const incident = incidentOf({ ...hot, minutes: 12 });
  expect(textOf(card({ ...incident, beside: 'backup of web-1' }))).toContain(
    'The bot is at work there itself: backup of web-1.',
  );
});
