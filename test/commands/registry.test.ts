import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { parseLine } from '../../src/args.ts';
import type { Command, Option } from '../../src/command.ts';
import type { Backups } from '../../src/hypervisor/backups.ts';
import type { Checks } from '../../src/hypervisor/checks.ts';
import type { GuestChannel } from '../../src/hypervisor/guest.ts';
import type { History } from '../../src/hypervisor/history.ts';
import type { Labels } from '../../src/hypervisor/labels.ts';
import type { Names } from '../../src/hypervisor/names.ts';
import type { Network } from '../../src/hypervisor/network.ts';
import type { Provision } from '../../src/hypervisor/provision.ts';
import type { Screen } from '../../src/hypervisor/screen.ts';
import type { Snapshots } from '../../src/hypervisor/snapshots.ts';
import type { Storage } from '../../src/hypervisor/storage.ts';
import type { Hypervisor } from '../../src/hypervisor.ts';
import { isPositional } from '../../src/line/usage.ts';
import { operationKinds } from '../../src/operations/index.ts';

const root = new URL('../../commands/', import.meta.url);

const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== 'index.ts')
  .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(root.pathname.length))
  .map((path) => path.replace(/^\/?/, '').replace(/\.ts$/, '').split('/').join(' '));

/** Which lines reach each method of the port. A new method without one does not compile. */
const reached = {
  site: ['fleet'],
  hosts: ['host list'],
  hostFacts: ['host show'],
  machines: ['vm list'],
  usage: ['vm list'],
  power: [
    'vm start',
    'vm shutdown',
    'vm stop',
    'vm reboot',
    'vm reset',
    'vm pause',
    'vm resume',
    'vm hibernate',
    'vm nmi',
  ],
  snapshots: ['snapshot list'],
  backups: ['backup list'],
  'backups.places': ['backup list'],
  'backups.list': ['backup list', 'vm show'],
  'backups.prospect': ['backup create'],
  'backups.create': ['backup create'],
  'backups.verify': ['backup verify'],
  'backups.restoreEffect': ['backup restore'],
  'backups.restore': ['backup restore'],
  'backups.choices': ['backup create'],
  'backups.since': ['vm show', 'backup prune'],
  'backups.delete': ['backup delete', 'backup prune'],
  'backups.protect': ['backup protect', 'backup unprotect'],
  guest: ['guest run'],
  checks: ['host check'],
  'checks.run': ['host check'],
  'checks.vitals': ['host check'],
  labels: ['vm tag'],
  'labels.tag': ['vm tag'],
  'labels.note': ['vm note'],
  'labels.noteOf': ['vm note', 'vm show'],
  names: ['snapshot create'],
  'names.snapshot': ['snapshot create'],
  'names.machine': ['vm create'],
  close: [],
  identify: ['vm start'],
  details: ['vm show'],
  history: ['vm show'],
  'history.machine': ['vm show'],
  'history.host': ['host show'],
  'snapshots.list': ['snapshot list'],
  'snapshots.rollbackEffect': ['snapshot rollback'],
  'snapshots.createObstacle': ['snapshot create'],
  'snapshots.create': ['snapshot create'],
  'snapshots.rollback': ['snapshot rollback'],
  'snapshots.deleteObstacle': ['snapshot delete'],
  'snapshots.delete': ['snapshot delete'],
  network: ['net interfaces'],
  screen: ['vm screenshot'],
  'network.abilities': ['net connect'],
  'network.cards': ['net interfaces'],
  'network.segments': ['net connect'],
  'network.links': ['net why', 'net segments'],
  'network.firewall': ['net why'],
  'network.connect': ['net connect'],
  'network.link': ['net link'],
  'screen.shot': ['vm screenshot'],
  'screen.consoles': ['vm console'],
  'guest.probe': ['vm show'],
  'guest.start': ['guest run'],
  'guest.wait': ['guest run'],
  'guest.read': ['guest read'],
  'guest.write': ['guest write'],
  'guest.addresses': ['net ping', 'vm show'],
  'guest.setClock': ['snapshot rollback'],
  'guest.diagnose': ['guest setup'],
  'guest.attach': ['guest setup'],
  relay: ['guest setup'],
  onHost: ['net ping'],
  provision: ['vm create'],
  'provision.images': ['vm create'],
  'provision.check': ['vm create'],
  'provision.create': ['vm create'],
  'provision.checkClone': ['vm clone'],
  'provision.clone': ['vm clone'],
  'provision.set': ['vm set'],
  'provision.disks': ['vm resize'],
  'provision.resize': ['vm resize'],
  'provision.deletion': ['vm delete'],
  'provision.delete': ['vm delete'],
  storage: ['host storage'],
  'storage.pools': ['host storage'],
  'storage.volumes': ['host storage'],
} as const satisfies Record<
  | keyof Hypervisor
  | `snapshots.${keyof Snapshots}`
  | `backups.${keyof Backups}`
  | `guest.${keyof GuestChannel}`
  | `network.${keyof Network}`
  | `screen.${keyof Screen}`
  | `checks.${keyof Checks}`
  | `labels.${keyof Labels}`
  | `names.${keyof Names}`
  | `history.${keyof History}`
  | `provision.${keyof Provision}`
  | `storage.${keyof Storage}`,
  readonly string[]
>;

describe('the list of commands', () => {
  it('holds each file, and each is at the path of its words', () => {
    expect(commands.map(({ name }) => name).sort()).toEqual(files.sort());
  });

  it('reaches each method of the hypervisors’ port', () => {
    const names = new Set(commands.map(({ name }) => name));
    for (const [method, lines] of Object.entries(reached)) {
      if (method === 'close') continue;
      expect(lines.length, method).toBeGreaterThan(0);
      for (const line of lines) expect(names, method).toContain(line);
    }
  });

  it('has each operation kind once', () => {
    const kinds = operationKinds.map(({ kind }) => kind);
    expect(new Set(kinds).size).toBe(kinds.length);
  });
});

describe.each(commands.map((command) => [command.name, command] as const))('%s', (_, command) => {
  const options = Object.entries(command.options);
  const places = options.filter(([, option]) => isPositional(option));

  it('has at most three words, in small letters', () => {
    expect(command.name).toMatch(/^[a-z]+( [a-z]+){0,2}$/);
  });

  it('is described in at most 100 characters, and so are its options', () => {
    for (const text of [
      command.description,
      ...options.map(([, { description }]) => description),
    ]) {
      expect(text.length, text).toBeGreaterThan(0);
      expect(text.length, text).toBeLessThanOrEqual(100);
      expect(text, text).not.toMatch(/\.$/);
    }
  });

  it('takes what is required before what is optional, and the rest last', () => {
    const needed = places.map(([, { required }]) => required);
    expect(needed).toEqual(needed.toSorted((a, b) => Number(b) - Number(a)));
    const rest = options.findIndex(([, { type }]) => type === 'rest');
    expect([-1, options.length - 1]).toContain(rest);
  });

  it('has examples, and each is understood as this command', () => {
    expect(command.examples.length).toBeGreaterThan(0);
    for (const line of command.examples) {
      expect(parseLine(line, commands).command.name, line).toBe(command.name);
    }
  });

  it('answers the caller where it may change something', () => {
    if (changes(command)) expect(command.audience).toBe('caller');
  });
});

/** The commands whose answer is a plan. */
function changes({ name }: Command): boolean {
  return /^(vm (start|shutdown|stop|reboot|pause|resume|create|clone|set|resize|delete)|snapshot (create|rollback|delete)|backup (create|verify|restore|prune)|guest (run|write|setup|forget))$/.test(
    name,
  );
}

it('completes the name of a snapshot wherever one is chosen', () => {
  for (const name of ['snapshot rollback', 'snapshot delete']) {
    const command = commands.find((each) => each.name === name);
    const option: Option | undefined = command?.options['snapshot'];
    expect(option).toMatchObject({ type: 'text', of: 'snapshot' });
  }
});

it('completes the name of a backup wherever one is chosen', () => {
  for (const name of ['backup verify', 'backup restore']) {
    const command = commands.find((each) => each.name === name);
    const option: Option | undefined = command?.options['backup'];
    expect(option).toMatchObject({ type: 'text', of: 'backup' });
  }
});
