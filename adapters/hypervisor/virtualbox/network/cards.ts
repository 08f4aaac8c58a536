import type { NetworkCard, Segment, Wiring } from '../../../../src/hypervisor/network.ts';
import type { Info } from '../info.ts';

/** How a card can be plugged in: VirtualBox's word for it, the name people know, and what names the segment. */
interface Mode {
  readonly word: string;
  readonly says: string;
  /** The key of `showvminfo` with the segment's name, before the card's number; NAT has one segment, itself. */
  readonly key?: string;
  /** The option of `modifyvm` that names the segment, before the card's number. */
  readonly option?: string;
  readonly kind?: Segment['kind'];
  readonly wiring: Wiring;
}

/** https://www.virtualbox.org/manual/topics/networkingdetails.html#networkingmodes */
export const modes: readonly Mode[] = [
  { word: 'null', says: 'Not attached', wiring: 'nothing' },
  { word: 'nat', says: 'NAT', kind: 'network', wiring: 'nat' },
  {
    word: 'bridged',
    says: 'Bridged Adapter',
    key: 'bridgeadapter',
    option: 'bridge-adapter',
    kind: 'bridge',
    wiring: 'bridge',
  },
  {
    word: 'intnet',
    says: 'Internal Network',
    key: 'intnet',
    option: 'intnet',
    kind: 'network',
    wiring: 'inner',
  },
  {
    word: 'hostonly',
    says: 'Host-only Adapter',
    key: 'hostonlyadapter',
    option: 'host-only-adapter',
    kind: 'network',
    wiring: 'inner',
  },
  {
    word: 'natnetwork',
    says: 'NAT Network',
    key: 'nat-network',
    option: 'nat-network',
    kind: 'network',
    wiring: 'inner',
  },
];

/** What the one segment of plain NAT is called. */
export const NAT = 'NAT';

/** A card with its number, by which VBoxManage knows it. */
export interface Slot extends NetworkCard {
  readonly slot: number;
  /** VirtualBox's own word for the mode. */
  readonly word: string;
}

/** ICH9 machines have most: `list systemproperties` says 36. */
const MOST_CARDS = 36;

export function cardsOf({ fields }: Info): readonly Slot[] {
  const slots = Array.from({ length: MOST_CARDS }, (_, at) => at + 1);
  return slots.flatMap((slot) => {
    const word = fields.get(`nic${slot}`);
    if (word === undefined || word === 'none') return [];
    const mode = modes.find((one) => one.word === word);
    const mac = macOf(fields.get(`macaddress${slot}`));
    const segment = mode?.key === undefined ? NAT : fields.get(`${mode.key}${slot}`);
    return [
      {
        slot,
        word,
        id: mac ?? `nic${slot}`,
        mac,
        model: fields.get(`nictype${slot}`),
        mode: mode?.says ?? word,
        segment: word === 'null' ? undefined : segment,
        kind: mode?.kind,
        wiring: mode?.wiring,
        linkUp: fields.get(`cableconnected${slot}`) === 'on',
      },
    ];
  });
}

/** `0800271B8F60` as people write it. */
function macOf(plain: string | undefined): string | undefined {
  return plain === undefined || !/^[\dA-F]{12}$/i.test(plain)
    ? undefined
    : plain.toLowerCase().replace(/(..)(?=.)/g, '$1:');
}
