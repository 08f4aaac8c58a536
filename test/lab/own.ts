import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll } from 'vitest';
import { wantedLabs } from './labs.ts';
import { libvirtAsNew } from './libvirt/as-new.ts';
import { allEnded } from './run.ts';
import { virtualBoxAsNew } from './virtualbox/as-new.ts';

// A worker's number is between 1 and how many there are, and nobody else has it meanwhile: https://vitest.dev/guide/parallelism
const labs = wantedLabs();
const own = labs[(Number(process.env['VITEST_POOL_ID'] ?? 1) - 1) % labs.length] ?? '';
process.env['NAKHODA_LAB'] = own;

// Whatever the file before left: the next one finds the machines as they were when the lab came up.
beforeAll(async () => {
  const { signal } = new AbortController();
  const has = (kind: string) => existsSync(join(dirname(own), `${kind}.json`));
  await allEnded([
    has('libvirt') ? libvirtAsNew(own, signal) : Promise.resolve(),
    has('virtualbox') ? virtualBoxAsNew(own, signal) : Promise.resolve(),
  ]);
}, 300_000);
