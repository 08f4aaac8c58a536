const GiB = 1024 ** 3;

/** Where the pretended hypervisor keeps backups. */
export interface Place {
  readonly name: string;
  /** Those that reach it, itself among them; each takes its first place when none is named. */
  readonly hosts: readonly string[];
  readonly capacityBytes: number;
  /** Taken by other things than backups. */
  readonly otherBytes: number;
  /** On the disk that the host's machines are on too. */
  readonly ownDisk: boolean;
}

export const places: readonly Place[] = [
  {
    name: 'local',
    hosts: ['demo-a'],
    capacityBytes: 256 * GiB,
    otherBytes: 118 * GiB,
    ownDisk: true,
  },
  {
    name: 'vault',
    hosts: ['demo-a', 'demo-b'],
    capacityBytes: 2048 * GiB,
    otherBytes: 0,
    ownDisk: false,
  },
  {
    name: 'usb-stick',
    hosts: ['demo-b'],
    capacityBytes: 16 * GiB,
    otherBytes: 15.5 * GiB,
    ownDisk: false,
  },
];

export function placesOf(host: string): readonly Place[] {
  return places.filter(({ hosts }) => hosts.includes(host));
}
