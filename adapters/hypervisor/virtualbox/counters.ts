import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { AttachedDisk } from './disks.ts';

/** Counters of one machine that only grow, by VirtualBox's own names for them. */
export type Counters = ReadonlyMap<string, number>;

const Statistics = z.object({
  Statistics: z.object({
    Counter: z.array(z.looseObject({ '@name': z.string(), '@c': z.coerce.number() })).default([]),
  }),
});

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  isArray: (name) => name === 'Counter',
});

/** What `debugvm UUID statistics` writes: https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-debugvm */
export function parseCounters(xml: string): Counters {
  const read = Statistics.safeParse(parser.parse(xml));
  const counters = read.data?.Statistics.Counter ?? [];
  return new Map(counters.map((one) => [one['@name'], one['@c']]));
}

export interface Traffic {
  readonly read: number;
  readonly written: number;
}

/** VirtualBox's devices behind its types of storage controllers; a type that is not here has no counters known to us. */
const devices: Readonly<Record<string, string>> = {
  PIIX3: 'PIIX3IDE',
  PIIX4: 'PIIX3IDE',
  ICH6: 'PIIX3IDE',
  IntelAhci: 'AHCI',
};
const DEVICES_PER_IDE_PORT = 2;

/** A counter that never counted is left out by VirtualBox, though others of the same disk are told: it is zero. */
export function diskTraffic(counters: Counters, disk: AttachedDisk): Traffic | undefined {
  const device = devices[disk.controllerType];
  if (device === undefined) return undefined;
  const perPort = device === 'PIIX3IDE' ? DEVICES_PER_IDE_PORT : 1;
  const port = disk.port * perPort + disk.device;
  const prefix = `/Public/Storage/${device}${disk.controllerInstance}/Port${port}/`;
  if (![...counters.keys()].some((name) => name.startsWith(prefix))) return undefined;
  return {
    read: counters.get(`${prefix}BytesRead`) ?? 0,
    written: counters.get(`${prefix}BytesWritten`) ?? 0,
  };
}

/** Cards count from 1 in VBoxManage and from 0 here. */
export function cardTraffic(counters: Counters, slot: number): Traffic | undefined {
  const prefix = `/Public/NetAdapter/${slot - 1}/`;
  const read = counters.get(`${prefix}BytesReceived`);
  const written = counters.get(`${prefix}BytesTransmitted`);
  return read === undefined || written === undefined ? undefined : { read, written };
}
