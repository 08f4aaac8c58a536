import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { libvirt } from '../../../../adapters/hypervisor/libvirt/index.ts';
import type { Hypervisor } from '../../../../src/hypervisor.ts';
import { silent } from '../../../../src/log.ts';
import { type LibvirtLab, openLibvirtLab } from '../../../lab/libvirt/lab.ts';

const configuration = `${process.env['NAKHODA_LAB']}`;
const Sites = z.object({
  sites: z.array(z.looseObject({ name: z.string(), kind: z.literal('libvirt') })),
});

/** A site of the running lab, opened through the adapter as the bot opens it. */
export async function openSite(name: 'kvm-a' | 'kvm-b'): Promise<Hypervisor> {
  const { sites } = Sites.parse(parse(await readFile(configuration, 'utf8')));
  const {
    kind: _,
    name: __,
    ...settings
  } = sites.find((site) => site.name === name) ?? {
    kind: 'libvirt',
    name,
  };
  return libvirt.create(libvirt.Config.parse(settings), {
    name,
    dataDirectory: '/nonexistent',
    log: silent,
  });
}

export function openLab(): Promise<LibvirtLab> {
  return openLibvirtLab(configuration);
}
