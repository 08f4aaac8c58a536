import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Grant } from '../../src/store/access/grants.ts';
import { machine } from '../fixtures/machines.ts';
import { policyOf } from './rules.ts';

const rules = `access:
  people:
    anna: { slack: U1, discord: "100" }
    ben: { slack: U2 }
  roles:
    snapper: { includes: [viewer], may: ["snapshot.*"] }
    boss: { includes: [snapper, admin] }
  bindings:
    - { role: viewer, people: [anna, ben] }
    - { role: operator, people: [anna], on: ["tag:lab", "web-*,host:pve1"] }
    - { role: snapper, groups: { slack: [S1], discord: ["900"] }, on: ["owner:{person}"] }
    - { role: boss, people: [ben], on: ["pool:ben"] }
    - { role: operator, people: [ben], in: { slack: [C1] }, on: ["site:kvm"] }`;
const policy = policyOf(rules);
const slack = (id: string, groups?: readonly string[]) => ({
  actor: { platform: 'slack', id, groups },
});
const discord = (id: string, groups?: readonly string[]) => ({
  actor: { platform: 'discord', id, groups },
});
const on = (parts: Parameters<typeof machine>[0], channel = 'C9') => ({
  machines: [{ machine: machine({ host: 'pve2', ...parts }) }],
  place: { platform: 'slack', channel },
});

describe('a right', () => {
  test.each([
    ['fits any selector of its list', slack('U1'), 'vm.power', on({ tags: ['lab'] }), true],
    [
      'wants all parts of one selector',
      slack('U1'),
      'vm.power',
      on({ name: 'web-1', host: 'pve1' }),
      true,
    ],
    ['is none where one part is missing', slack('U1'), 'vm.power', on({ name: 'web-1' }), false],
    ['holds in each chat of a person', discord('100'), 'vm.power', on({ tags: ['lab'] }), true],
    ['is not that of the same id in another chat', discord('U1'), 'vm.read', on({}), false],
    [
      'is not that of the same id in another chat, either way',
      slack('100'),
      'vm.read',
      on({}),
      false,
    ],
    [
      'comes with a group',
      slack('U1', ['S1']),
      'snapshot.rollback',
      on({ tags: ['owner-anna'] }),
      true,
    ],
    [
      'is on the person’s own',
      slack('U1', ['S1']),
      'snapshot.rollback',
      on({ tags: ['owner-ben'] }),
      false,
    ],
    [
      'is no right of somebody the file does not name',
      slack('U9', ['S1']),
      'snapshot.rollback',
      on({ tags: ['owner-u9', 'owner-'] }),
      false,
    ],
    [
      'does not come with the same group of another chat',
      discord('100', ['S1']),
      'snapshot.rollback',
      on({ tags: ['owner-anna'] }),
      false,
    ],
    [
      'does not come with groups that are not known',
      slack('U1'),
      'snapshot.rollback',
      on({ tags: ['owner-anna'] }),
      false,
    ],
    ['holds in its channel', slack('U2'), 'vm.power', on({ site: 'kvm' }, 'C1'), true],
    ['does not hold in another channel', slack('U2'), 'vm.power', on({ site: 'kvm' }, 'C2'), false],
    ['on machines is none on the bot itself', slack('U2'), 'access.change', undefined, false],
    ['of a stranger is none', slack('U9'), 'vm.read', on({}), false],
    ['to learn what there is everybody has', slack('U9'), 'help', on({}), true],
  ] as const)('%s', (_fact, subject, permission, scope, expected) => {
    expect(policy.may(subject, permission, scope)).toBe(expected);
  });

  test('on machines with a tag is none on the host they stand on', () => {
    const host = { hosts: [{ host: { site: 'kvm', name: 'pve1' } }] };
    expect(policy.may(slack('U1'), 'net.test', host)).toBe(false);
    expect(policy.may(slack('U1'), 'host.read', host)).toBe(true);
  });

  test('limited to a channel is none where nobody says which channel', () => {
    const { machines } = on({ site: 'kvm' });
    expect(policy.may(slack('U2'), 'vm.power', { machines })).toBe(false);
    expect(policy.may(slack('U2'), 'vm.power')).toBe(true);
  });

  test('on several machines wants every one of them', () => {
    const [lab, other] = [machine({ tags: ['lab'] }), machine({ host: 'pve2' })];
    const machines = [{ machine: lab }, { machine: other }];
    expect(policy.may(slack('U1'), 'vm.power', { machines })).toBe(false);
    expect(policy.may(slack('U1'), 'vm.power', { machines: machines.slice(0, 1) })).toBe(true);
  });

  test('that is missing for want of a channel or of known groups says so', () => {
    expect(policy.whyNot(slack('U2'), 'vm.power')).toBe('You have it in other channels.');
    expect(policy.whyNot(slack('U9'), 'snapshot.create')).toContain('is not known just now');
    expect(policy.whyNot(slack('U9', []), 'snapshot.create')).toBeUndefined();
  });
});

const grant = (parts: Partial<Grant>): Grant => ({
  person: { platform: 'slack', id: 'U1', name: 'anna' },
  role: 'operator',
  by: { platform: 'slack', id: 'U0', name: 'root' },
  at: 0,
  ...parts,
});

describe('what was granted', () => {
  test('adds to what the file says', () => {
    const { may } = policyOf(rules, { grants: [grant({ on: 'tag:prod' })] });
    expect(may(slack('U1'), 'vm.power', on({ tags: ['prod'] }))).toBe(true);
    expect(may(discord('100'), 'vm.power', on({ tags: ['prod'] }))).toBe(true);
    expect(may(slack('U1'), 'vm.power', on({ tags: ['lab'] }))).toBe(true);
  });

  test('does not count where the file names the same person and selector', () => {
    const { may, book } = policyOf(rules, { grants: [grant({ role: 'admin' })] });
    expect(may(slack('U1'), 'access.change')).toBe(false);
    expect(book.overruled(grant({ role: 'admin' }))).toBe('access.bindings[0]');
    expect(book.overruled(grant({ on: 'TAG:Lab' }))).toBe('access.bindings[1]');
    expect(book.overruled(grant({ on: 'host:pve1,name:web-*' }))).toBe('access.bindings[1]');
    expect(book.overruled(grant({ on: 'tag:other' }))).toBeUndefined();
  });

  test('is that of an id in one chat alone, until the two are linked', () => {
    const person = { platform: 'slack', id: 'U7', name: 'eve' };
    const grants = [grant({ person })];
    const alone = policyOf(rules, { grants });
    expect(alone.may(slack('U7'), 'vm.power')).toBe(true);
    expect(alone.may(discord('U7'), 'vm.power')).toBe(false);
    const links = [
      { first: person, identity: { platform: 'discord', id: '700', name: 'Eve' }, at: 0 },
    ];
    expect(policyOf(rules, { grants, links }).may(discord('700'), 'vm.power')).toBe(true);
  });

  test('gives nothing where its role is none any more', () => {
    const person = { platform: 'slack', id: 'U7', name: 'eve' };
    const { may } = policyOf(rules, { grants: [grant({ person, role: 'gone' })] });
    expect(may(slack('U7'), 'vm.read')).toBe(false);
  });
});

test('what the file says of an identity holds, whatever was linked', () => {
  const first = { platform: 'slack', id: 'U2', name: 'ben' };
  const identity = { platform: 'discord', id: '100', name: 'anna' };
  const { book } = policyOf(rules, { links: [{ first, identity, at: 0 }] });
  expect(book.people.of(identity)?.id).toBe('anna');
});

test('what may be seen and what may be done are one answer, for any machine', () => {
  const text = fc.constantFrom(
    'lab',
    'prod',
    'owner-anna',
    'owner-ben',
    'web-1',
    'pve1',
    'kvm',
    'ben',
  );
  const any = fc.record({ name: text, host: text, site: text, pool: text, tags: fc.array(text) });
  const people = [
    slack('U1', ['S1']),
    slack('U2', []),
    discord('100', ['900']),
    slack('U9', ['S1']),
  ];
  fc.assert(
    fc.property(
      any,
      fc.constantFrom(...people),
      fc.constantFrom('C1', 'C2'),
      (parts, who, channel) => {
        const scope = on(parts, channel);
        const one = scope.machines[0]?.machine ?? machine();
        for (const right of ['vm.read', 'vm.power', 'snapshot.create', 'access.change'] as const) {
          const reach = policy.reach(who, right, scope.place);
          expect(reach.machine(one)).toBe(policy.may(who, right, scope));
        }
      },
    ),
  );
});
