import type { Info } from './info.ts';

/** A hard disk plugged into a machine. */
export interface AttachedDisk {
  /** `SATA-0-0`: controller, port and device, as VirtualBox names the place. */
  readonly name: string;
  readonly path: string;
  readonly imageId: string;
  readonly controller: string;
  readonly controllerType: string;
  readonly controllerInstance: string;
  readonly port: number;
  readonly device: number;
}

export interface Drive {
  readonly name: string;
  /** Absent where it is empty. */
  readonly path?: string;
}

/** Media with an image that can be written; CD-ROMs and empty drives are none. */
export function disksOf(info: Info): readonly AttachedDisk[] {
  return placesOf(info).filter(({ path }) => isDisk(path));
}

/** Drives for discs, with what is in them. */
export function drivesOf(info: Info): readonly Drive[] {
  return placesOf(info)
    .filter(({ path }) => path !== 'none' && !isDisk(path))
    .map(({ name, path }) => ({ name, ...(path !== 'emptydrive' && { path }) }));
}

/** Where a disk or a drive is plugged in, or can be. */
export function placesOf({ fields }: Pick<Info, 'fields'>): readonly AttachedDisk[] {
  return controllersOf(fields).flatMap((controller) =>
    [...fields].flatMap(([key, path]) => {
      const prefix = `${controller.name}-`;
      const [, port, device] = key.startsWith(prefix)
        ? (/^(\d+)-(\d+)$/.exec(key.slice(prefix.length)) ?? [])
        : [];
      if (port === undefined || device === undefined) return [];
      return [
        {
          name: key,
          path,
          imageId: fields.get(`${prefix}ImageUUID-${port}-${device}`) ?? '',
          controller: controller.name,
          controllerType: controller.type,
          controllerInstance: controller.instance,
          port: Number(port),
          device: Number(device),
        },
      ];
    }),
  );
}

function controllersOf(fields: Info['fields']) {
  return [...fields].flatMap(([key, name]) => {
    const number = /^storagecontrollername(\d+)$/.exec(key)?.[1];
    if (number === undefined) return [];
    const of = (what: string) => fields.get(`storagecontroller${what}${number}`) ?? '';
    return [{ name, type: of('type'), instance: of('instance') }];
  });
}

function isDisk(path: string): boolean {
  return path !== 'none' && path !== 'emptydrive' && !/\.(?:iso|viso|dmg|img)$/i.test(path);
}
