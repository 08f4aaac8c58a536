import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { BotError } from '../../../src/errors.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import type { Client } from './client/client.ts';
import { guestPath } from './guest-path.ts';
import { word } from './row.ts';

type Named = Pick<Machine, 'host' | 'kind' | 'id' | 'name'>;

/**
 * What tells a machine from a later one with the same vmid. The list of machines does not have it, so the
 * configuration is read once for each machine that something is to be done to, and remembered.
 */
export interface Births {
  /** The SMBIOS UUID of a VM, the MAC address or root volume of a container. Throws `not-found`. */
  of(machine: Named, signal: AbortSignal): Promise<string>;
  /** What is remembered of it; empty where that is nothing. */
  known(machine: Pick<Named, 'kind' | 'id' | 'name'>): string;
  /** Reads it anew and throws `conflict` where another machine has its place now: before every destructive act. */
  check(machine: Machine, signal: AbortSignal): Promise<void>;
  /** It was deleted or overwritten: the next one with its id may have its name too. */
  forget(id: string): void;
  /** What is remembered of those that are no longer there is let go. */
  keepOnly(ids: ReadonlySet<string>): void;
}

/** Marks that are kept; the figure bounds memory, not the cluster. */
const MOST = 20_000;

export function createBirths(client: Pick<Client, 'get'>): Births {
  const marks = new LRUCache<string, Mark>({ max: MOST });
  const read = async (machine: Named, signal: AbortSignal): Promise<string> => {
    const { id, kind, name } = machine;
    const path = `${guestPath(machine)}/config`;
    const config = await client.get(path, { schema: Config, signal, name });
    const birth = birthOf(kind, config);
    marks.set(id, { kind, name, birth });
    return birth;
  };
  const known: Births['known'] = ({ id, kind, name }) => {
    const mark = marks.get(id);
    // One that changed its name may be another: it is asked for again.
    return mark?.kind === kind && mark.name === name ? mark.birth : '';
  };
  return {
    known,
    of: async (machine, signal) => known(machine) || read(machine, signal),
    async check(machine, signal) {
      const birth = await read(machine, signal);
      if (birth === machine.birth) return;
      throw new BotError('conflict', `Another machine has taken the place of ${machine.name}`, {
        hint: `It has the same id, ${machine.id}, but was made later. Nothing was done to it; look at vm list.`,
      });
    },
    forget: (id) => void marks.delete(id),
    keepOnly(ids) {
      for (const id of marks.keys()) if (!ids.has(id)) marks.delete(id);
    },
  };
}

interface Mark {
  readonly kind: Machine['kind'];
  readonly name: string;
  readonly birth: string;
}

/** Up to 32 network cards, `net0` to `net31` (qm.conf(5), pct.conf(5)). */
const Config = z.looseObject({ smbios1: word, meta: word, rootfs: word });
type Config = z.infer<typeof Config>;

/**
 * A VM made by PVE 5.1 or later has an SMBIOS UUID of its own, and a clone gets another; one that is older, or had it
 * taken out, goes by the time of its making, and a container by its first network card or its root volume.
 */
export function birthOf(kind: Machine['kind'], config: Config): string {
  const uuid = part(config.smbios1, 'uuid');
  const made = part(config.meta, 'ctime');
  const own = kind === 'vm' ? (uuid ?? (made && `made:${made}`)) : undefined;
  return own ?? firstMac(config) ?? volume(config) ?? 'unmarked';
}

/** The value of one key in `a=1,b=2`. */
function part(text: string | undefined, key: string): string | undefined {
  const found = text?.split(',').find((one) => one.startsWith(`${key}=`));
  return found?.slice(key.length + 1).toLowerCase() || undefined;
}

const macAddress = /(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/i;

function firstMac(config: Config): string | undefined {
  const cards = Object.entries(config)
    .flatMap(([key, value]) => {
      const number = /^net(\d+)$/.exec(key)?.[1];
      const mac = typeof value === 'string' ? macAddress.exec(value)?.[0] : undefined;
      return number === undefined || mac === undefined ? [] : [{ number: Number(number), mac }];
    })
    .sort((a, b) => a.number - b.number);
  return cards[0]?.mac.toLowerCase();
}

/** `local-lvm:vm-200-disk-0` of `local-lvm:vm-200-disk-0,size=8G`; of a VM that of its first disk. */
function volume(config: Config): string | undefined {
  const disks = Object.entries(config)
    .filter(
      ([key, value]) => /^(?:scsi|virtio|sata|ide)\d+$/.test(key) && typeof value === 'string',
    )
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([, value]) => String(value));
  return [config.rootfs, ...disks].find((one) => one !== undefined)?.split(',')[0];
}
