import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { Config } from '../../../../adapters/hypervisor/libvirt/config.ts';
import { createSite as create } from '../../../../adapters/hypervisor/libvirt/site.ts';
import type { Hypervisor } from '../../../../src/hypervisor.ts';
import { silent } from '../../../../src/log.ts';
import { type LibvirtLab, openLibvirtLab } from '../../../lab/libvirt/lab.ts';

const configuration = `${process.env['NAKHODA_LAB']}`;
const Sites = z.object({
  sites: z.array(z.looseObject({ name: z.string(), kind: z.string() })),
});

const Settings = z.looseObject({
  ssh: z
    .looseObject({ host: z.string(), port: z.int(), knownHosts: z.string(), identity: z.string() })
    .optional(),
});
type Settings = z.infer<typeof Settings>;

/** What the lab's configuration says of one of its sites. */
export async function siteSettings(name: 'kvm-a' | 'kvm-b'): Promise<Settings> {
  const { sites } = Sites.parse(parse(await readFile(configuration, 'utf8')));
  const site = sites.find((each) => each.name === name);
  if (!site) throw new Error(`the lab has no site ${name}`);
  const { kind: _, name: __, ...settings } = site;
  return Settings.parse(settings);
}

/** A site opened as the bot opens it. */
export function createSite(name: string, settings: object): Hypervisor {
  return create(Config.parse(settings), { name, log: silent });
}

export async function openSite(name: 'kvm-a' | 'kvm-b'): Promise<Hypervisor> {
  return createSite(name, await siteSettings(name));
}

export function openLab(): Promise<LibvirtLab> {
  return openLibvirtLab(configuration);
}
