import type { Info } from './info.ts';

/** A hard disk plugged into a machine. */
export interface AttachedDisk {
  /** `SATA-0-0`: controller, port and device, as VirtualBox names the place. */
  readonly name: string;
  readonly path: string;
  readonly imageId: string;
  readonly controllerType: string;
  readonly controllerInstance: string;
  readonly port: number;
  readonly device: number;
}

/** Media with an image that can be written; CD-ROMs and empty drives are none. */
export function disksOf({ fields }: Info): readonly AttachedDisk[] {
  return controllersOf(fields).flatMap((controller) =>
    [...fields].flatMap(([key, path]) => {
      const prefix = `${controller.name}-`;
      const [, port, device] = key.startsWith(prefix)
        ? (/^(\d+)-(\d+)$/.exec(key.slice(prefix.length)) ?? [])
        : [];
      if (port === undefined || device === undefined || !isDisk(path)) return [];
      return [
        {
          name: key,
          path,
          imageId: fields.get(`${prefix}ImageUUID-${port}-${device}`) ?? '',
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
