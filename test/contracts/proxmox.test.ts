import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Config } from '../../adapters/hypervisor/proxmox/config.ts';
import { proxmox } from '../../adapters/hypervisor/proxmox/index.ts';
import { silent } from '../../src/log.ts';
import { clear, MEMORY, make, ownOnly } from '../adapters/hypervisor/proxmox/own-machines.ts';
import { hypervisorContract } from './hypervisor.ts';

/**
 * The contract on a real Proxmox VE: `NAKHODA_PROXMOX` is a configuration whose site names a `pool` and `vmids`. The
 * suite makes its machines there, shows itself no others, and takes everything with these ids away at its beginning
 * and end. `NAKHODA_PROXMOX_IMAGE` is what it makes them of, as `vm create` names images: a Linux with the guest
 * agent in it. It may be a template.
 */
const configuration = process.env['NAKHODA_PROXMOX'];
const made = process.env['NAKHODA_PROXMOX_IMAGE'];

const Sites = z.object({
  sites: z.array(z.looseObject({ name: z.string(), kind: z.string() })),
});

if (configuration === undefined) {
  describe('proxmox keeps the hypervisor contract on a real node', () => {
    it('as the configuration that NAKHODA_PROXMOX names reaches it', ({ skip }) =>
      skip('NAKHODA_PROXMOX is not set'));
  });
} else {
  const { name, settings, own } = readSite(configuration);
  const image = wantedImage();
  const names = { running: 'contract-on', stopped: 'contract-off' };
  hypervisorContract('a real Proxmox VE', {
    ...names,
    async open() {
      const services = { name, log: silent, dataDirectory: dirname(configuration) };
      const hypervisor = ownOnly(await proxmox.create(settings, services), own);
      await clear(hypervisor);
      await make(hypervisor, { name: names.running, image, start: true });
      await make(hypervisor, { name: names.stopped, image, start: false });
      return {
        hypervisor,
        async close() {
          await clear(hypervisor);
          await hypervisor.close?.();
        },
      };
    },
    provision: { image, memoryBytes: MEMORY },
  });
}

/** The first of its sites that is a Proxmox VE; without ids and a pool of its own nothing is begun. */
function readSite(file: string) {
  const { sites } = Sites.parse(parse(readFileSync(resolve(file), 'utf8')));
  const site = sites.find(({ kind }) => kind === 'proxmox');
  if (!site) throw new Error(`${file} has no site of the kind proxmox`);
  const { name, kind: _, ...rest } = site;
  const settings = Config.parse(rest);
  const { pool, vmids } = settings;
  if (pool === undefined || vmids === undefined) {
    const why = 'everything with these ids is taken away';
    throw new Error(`the site ${name} in ${file} must name a pool and vmids of its own: ${why}`);
  }
  return { name, settings, own: { pool, vmids } };
}

function wantedImage(): string {
  if (made !== undefined) return made;
  throw new Error('NAKHODA_PROXMOX_IMAGE must name what machines are made of, as vm create does');
}
