import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ending, resume } from '../../../../adapters/hypervisor/demo/world/beginning.ts';
import { Call } from '../../../../adapters/hypervisor/demo/world/calls.ts';
import { fleet } from '../../../../adapters/hypervisor/demo/world/fleet.ts';
import { everyId } from '../../../../adapters/hypervisor/demo/world/made.ts';
import {
  apply,
  begin,
  machineAt,
  type World,
} from '../../../../adapters/hypervisor/demo/world/world.ts';

const born = Date.UTC(2026, 10, 1);
const seeds = fleet(12);
const machines = ['101', '103', '105', '107', '110', '111', 'nobody'];
const names = ['a', 'b', 'c', 'before-upgrade', 'monthly'];

const mark = { tag: 't', step: 's', speed: 1, failures: true };
const machine = fc.constantFrom(...machines);
const name = fc.constantFrom(...names);
const constant = <const T>(value: T) => fc.constant(value);

/** A call without its id and time: any that the client could send, sensible or not. */
const call = fc.oneof(
  fc.record({
    call: fc.constantFrom('start', 'shutdown', 'stop', 'reboot', 'pause', 'resume'),
    machine,
  }),
  fc.record({ call: constant('snapshot.create'), machine, name, description: fc.string() }),
  fc.record({ call: fc.constantFrom('snapshot.rollback', 'snapshot.delete'), machine, name }),
  fc.record({
    call: constant('machine.create'),
    machine: constant(''),
    name: fc.constantFrom('new-1', 'new-2', 'web-1'),
    host: fc.constantFrom('demo-a', 'demo-b'),
    cpus: constant(2),
    memoryBytes: constant(2 ** 31),
    diskBytes: constant(2 ** 34),
    image: fc.constantFrom('debian-13.qcow2', 'nosuch'),
    segment: constant('vmbr0'),
    cloudInit: fc.boolean(),
  }),
  fc.record({ call: constant('machine.clone'), machine, name, linked: fc.boolean() }),
  fc.record({ call: constant('machine.set'), machine, cpus: fc.constantFrom(1, 4, 64) }),
  fc.record({
    call: constant('disk.resize'),
    machine,
    disk: constant('scsi0'),
    bytes: fc.constantFrom(2 ** 30, 2 ** 36),
  }),
  fc.record({
    call: constant('machine.delete'),
    machine,
    files: fc.constantFrom(['qcow2:vm-111-disk-0'], []),
  }),
  fc.record({ call: constant('cancel'), machine, task: constant('') }),
  fc.record({
    call: constant('guest.write'),
    machine,
    path: fc.string(),
    content: constant('aGk='),
  }),
  fc.record({
    call: constant('guest.exec'),
    machine,
    argv: fc.array(
      fc.constantFrom('rm', '-r', '/etc', 'ls', 'mkdir', '/x/y', '-p', 'ping', 'mail'),
    ),
    speed: constant(1),
  }),
);

/** Calls of up to four seconds between each, so that many find a task still at work. */
const story = fc.array(fc.tuple(call, fc.nat(4_000)), { maxLength: 40 }).map((steps) => {
  let at = born;
  return steps.map(([wanted, pause], index) => {
    at += pause;
    // Most cancels would find nothing otherwise.
    const last = steps[index - 1]?.[0].machine ?? 'nobody';
    const before = wanted.call === 'cancel' ? { machine: last, task: String(index - 1) } : {};
    return Call.parse({ ...mark, ...wanted, ...before, id: String(index), at });
  });
});

function fold(calls: readonly Call[], world: World = begin(seeds, born)): World {
  for (const each of calls) apply(world, each);
  return world;
}

it('whatever is asked of it, every machine stays possible', () => {
  fc.assert(
    fc.property(story, fc.nat(20_000), (calls, later) => {
      const world = fold(calls);
      const now = (calls.at(-1)?.at ?? born) + later;
      const there = everyId(world).flatMap((id) => machineAt(world, id, now) ?? []);
      const called = there.map(({ seed }) => seed.name);
      expect(new Set(called).size).toBe(called.length);
      for (const { state } of there) {
        const known = state.snapshots.map((snapshot) => snapshot.name);
        expect(new Set(known).size).toBe(known.length);
        for (const reference of [state.current, ...state.snapshots.map(({ parent }) => parent)]) {
          if (reference !== undefined) expect(known).toContain(reference);
        }
        expect(state.files['/']).toBe(null);
        expect(state.bootedAt).toBeLessThanOrEqual(now);
        expect(state.task === undefined || state.task.endsAt > now).toBe(true);
      }
      expect(world.verdicts.size).toBe(calls.length);
    }),
  );
});

it('what is refused changes nothing', () => {
  fc.assert(
    fc.property(story, (calls) => {
      const world = fold(calls);
      const accepted = calls.filter(({ id }) => world.verdicts.get(id)?.refused === undefined);
      expect(fold(accepted).states).toEqual(world.states);
    }),
  );
});

it('a seal after any call, and its way through the file, change nothing', () => {
  fc.assert(
    fc.property(story, fc.nat(40), (calls, cut) => {
      const whole = fold(calls);
      const sealed = JSON.parse(JSON.stringify(ending(fold(calls.slice(0, cut)))));
      const resumed = fold(calls.slice(cut), resume(seeds, sealed));
      const plain = (world: World) => JSON.parse(JSON.stringify(ending(world)));
      expect(plain(resumed)).toEqual(plain(whole));
    }),
  );
});

it('the stories of these properties have all kinds of calls accepted', () => {
  const seen = new Set<string>();
  for (const calls of fc.sample(story, { seed: 7, numRuns: 300 })) {
    const world = fold(calls);
    for (const { call: each, refused } of world.verdicts.values())
      if (!refused) seen.add(each.call);
  }
  expect(seen.size).toBe(17);
});
