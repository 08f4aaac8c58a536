import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';

/** What this process can read of the machine it runs on, to find it again in a hypervisor's list. */
export interface Traces {
  /**
   * SMBIOS, which a hypervisor gives each of its machines; in a container its host's. Only root may read it.
   * https://www.dmtf.org/standards/smbios
   */
  readonly uuid?: string | undefined;
  /** https://www.freedesktop.org/software/systemd/man/latest/machine-id.html */
  readonly machineId?: string | undefined;
  /** Network cards, without loopback. */
  readonly nics: readonly { readonly mac: string; readonly addresses: readonly string[] }[];
}

export interface TracePlaces {
  /** `/`, or a folder that holds `sys` and `etc` of another machine. */
  readonly root?: string | undefined;
  readonly interfaces?: ReturnType<typeof networkInterfaces> | undefined;
}

/** Never throws: what cannot be read is absent. */
export async function readTraces({ root = '/', interfaces }: TracePlaces = {}): Promise<Traces> {
  const [uuid, machineId] = await Promise.all([
    line(join(root, 'sys/class/dmi/id/product_uuid')),
    line(join(root, 'etc/machine-id')),
  ]);
  const nics = Object.values(interfaces ?? networkInterfaces()).flatMap((found = []) => {
    const outer = found.filter(({ internal }) => !internal);
    const mac = outer[0]?.mac;
    return mac ? [{ mac, addresses: outer.map(({ address }) => address) }] : [];
  });
  return { uuid: uuid && asId(uuid), machineId: machineId && asId(machineId), nics };
}

/** A UUID or machine id as 32 small letters, however it is written; undefined for anything else, and for all zeros or ones. */
export function asId(text: string): string | undefined {
  const id = text.trim().replaceAll('-', '').toLowerCase();
  return /^[\da-f]{32}$/.test(id) && !/^(?:0+|f+)$/.test(id) ? id : undefined;
}

async function line(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
