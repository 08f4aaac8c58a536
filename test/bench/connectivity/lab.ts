import { mkdir, rm } from 'node:fs/promises';
import { z } from 'zod';
import { Config } from '../../../adapters/hypervisor/libvirt/config.ts';
import { createSite } from '../../../adapters/hypervisor/libvirt/site.ts';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import { silent } from '../../../src/log.ts';
import { startLibvirt, stopLibvirt } from '../../lab/libvirt/lab.ts';
import { missingPackages } from '../../lab/libvirt/requirements.ts';
import { labDirectory } from '../../lab/place.ts';
import { refuseWithoutLab } from '../lab.ts';

/** The lab's two hosts, joined: e1 on kvm-a and e2 on kvm-b, as sites that are opened anew each time. */
export interface Lab {
  sites(): readonly Hypervisor[];
}

const Site = z.looseObject({ name: z.string() });

/** Starts the lab and ends it, whatever becomes of its use. */
export async function* onLab<T>(
  signal: AbortSignal,
  use: (lab: Lab) => AsyncIterable<T>,
): AsyncGenerator<T> {
  refuseWithoutLab(missingPackages());
  const directory = labDirectory(`bench-${process.pid}`);
  try {
    await mkdir(directory, { recursive: true, mode: 0o755 });
    const say = (line: string) => process.stderr.write(`${line}\n`);
    const told = await startLibvirt(directory, { signal, say });
    const sites = () => told.map(open);
    yield* use({ sites });
  } finally {
    await stopLibvirt(directory);
    await rm(directory, { recursive: true, force: true });
  }
}

function open(told: object): Hypervisor {
  const { name, kind: _, ...settings } = Site.parse(told);
  return createSite(Config.parse(settings), { name, log: silent });
}
