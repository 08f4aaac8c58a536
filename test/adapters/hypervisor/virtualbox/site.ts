import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { Config } from '../../../../adapters/hypervisor/virtualbox/config.ts';
import { createSite as create } from '../../../../adapters/hypervisor/virtualbox/site.ts';
import type { Hypervisor } from '../../../../src/hypervisor.ts';
import { silent } from '../../../../src/log.ts';
import { openVirtualBoxLab, type VirtualBoxLab } from '../../../lab/virtualbox/lab.ts';

const configuration = `${process.env['NAKHODA_LAB']}`;
const Ssh = z.object({
  host: z.string(),
  port: z.number(),
  user: z.string(),
  identity: z.string(),
  knownHosts: z.string(),
});
const Sites = z.object({
  sites: z.array(z.looseObject({ name: z.string(), kind: z.string() })),
});

const Settings = z.looseObject({
  backups: z.looseObject({}).optional(),
  ssh: Ssh.optional(),
});
type Settings = z.infer<typeof Settings>;

export type SiteName = 'vbox-a' | 'vbox-b';

/** What the lab's configuration says of one of its sites. */
export async function siteSettings(name: SiteName): Promise<Settings> {
  const { sites } = Sites.parse(parse(await readFile(configuration, 'utf8')));
  const site = sites.find((each) => each.name === name);
  if (!site) throw new Error(`the lab has no site ${name}`);
  const { kind: _, name: __, ...settings } = site;
  return Settings.parse(settings);
}

/** A site opened as the bot opens it. */
export function createSite(
  name: string,
  settings: object,
  dataDirectory = '/nonexistent',
): Hypervisor {
  return create(Config.parse(settings), { name, dataDirectory, log: silent });
}

export async function openSite(name: SiteName): Promise<Hypervisor> {
  return createSite(name, await siteSettings(name));
}

export function openLab(): Promise<VirtualBoxLab> {
  return openVirtualBoxLab(configuration);
}
