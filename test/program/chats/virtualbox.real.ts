import { afterAll, beforeAll } from 'vitest';
import { openLab } from '../../adapters/hypervisor/virtualbox/site.ts';
import { manage } from '../../lab/virtualbox/host.ts';
import { defineBoxMachine } from '../../lab/virtualbox/machine.ts';
import { program } from '../program.ts';
import { playThrough } from './play-through.ts';
import { sitesOf } from './service.ts';
import type { Scene } from './story.ts';

const config = process.env['NAKHODA_LAB'] ?? '';
const { signal } = new AbortController();

/** Keeps its CPU busy while it is on, which b2 does not. */
const busy = 'busy-story';

beforeAll(async () => {
  const { hosts } = await openLab();
  await defineBoxMachine(hosts['vbox-b'], { name: busy, kind: 'spin' }, signal);
  await program(['run', 'vm stop b2 --yes', '--config', config]);
}, 300_000);

afterAll(async () => {
  const { hosts } = await openLab();
  await manage(hosts['vbox-b'], ['controlvm', busy, 'poweroff'], { signal }).catch(() => {});
  await manage(hosts['vbox-b'], ['unregistervm', busy, '--delete-all'], { signal });
});

const scenes: readonly Scene[] = [
  { line: 'vm list b2 busy-story', end: '2 machines, 0 running' },
  { line: 'vm show b2', end: 'Snapshots' },
  { line: 'vm start b2', end: 'b2 is running' },
  { line: 'snapshot create b2 before', end: 'Snapshot before of b2 was taken' },
  { line: 'snapshot list b2', end: 'before' },
  {
    line: 'snapshot rollback b2 before',
    preview: 'is lost',
    press: 'Roll back b2',
    end: 'b2 was rolled back to before',
  },
  { line: `vm start ${busy}`, end: `${busy} is running` },
  // The idle one beside the busy one, in one command.
  { line: `vm show b2 ${busy}`, end: '2 machines' },
  { line: `vm stop ${busy}`, press: 'Stop', end: `${busy} is off` },
  { line: 'vm stop b2', press: 'Stop', end: 'b2 is off' },
  { line: 'backup create b2', press: 'Back up', end: 'b2 was backed up as' },
  { line: 'backup list b2', end: 'b2' },
  { line: 'backup verify b2@latest', end: 'is whole' },
  {
    line: 'backup restore b2@latest --as b2-again',
    end: 'b2-again was restored',
  },
  { line: 'vm delete b2-again', press: 'Delete', type: 'b2-again', end: 'b2-again was deleted' },
  { line: 'backup delete b2@latest', press: 'Delete', end: 'was deleted' },
  { line: 'snapshot delete b2 before', press: 'Delete', end: 'Snapshot before of b2 was deleted' },
];

playThrough('a real VirtualBox', () => sitesOf(config), scenes);
