import type { Link } from '../../guest/ip-addr.ts';
import type { Firewall, HostLink, NetworkCard } from '../../hypervisor/network.ts';
import type { MachineState } from '../../hypervisor.ts';

/** What could be learnt, or why not: a sentence without its full stop. */
export type Known<T> =
  | { readonly value: T; readonly why?: undefined }
  | { readonly value?: undefined; readonly why: string };

/** All that is known of one end of a way. */
export interface End {
  /** As people type it. */
  readonly label: string;
  readonly site: string;
  readonly host: string;
  readonly id: string;
  readonly state: MachineState;
  readonly cards: Known<readonly PluggedCard[]>;
  readonly inside: Known<Inside>;
  readonly hostNet: Known<HostNet>;
  /** Absent where the platform has none. */
  readonly firewall?: Known<Firewall> | undefined;
  /** Addresses under which its host has met its cards, where its guest does not tell them. */
  readonly met: readonly string[];
}

/** A card, with what its segment tells of itself. */
export interface PluggedCard extends NetworkCard {
  readonly wireless?: boolean | undefined;
}

/** A guest's own network, as `ip addr` and `ip route` say it there. */
export interface Inside {
  readonly links: readonly Link[];
  /** Absent where only its addresses are told. */
  readonly routes?: readonly Route[] | undefined;
}

export interface Route {
  /** `default`, or a network such as `10.0.0.0/8`. */
  readonly to: string;
  readonly via?: string | undefined;
  readonly device?: string | undefined;
}

/** A host's own network. */
export interface HostNet {
  readonly links: readonly HostLink[];
  /** Set where the platform tells it, and nobody looked at the host itself. */
  readonly told?: true | undefined;
}

/** What came of asking from one end for the other. */
export interface Probe {
  /** The address that was asked for, or undefined where none is known. */
  readonly address?: string | undefined;
  readonly outcome: 'reached' | 'silent' | 'unknown';
  /** Why, where it was not reached. */
  readonly why?: string | undefined;
  /** Network cards that answer for the address on the sender's own network, in lower case. */
  readonly macs: readonly string[];
  /** TCP ports that were open, and those that were refused: an answer too. */
  readonly tcp?: { readonly open: readonly number[]; readonly refused: readonly number[] };
  /** Set where nothing came back and the way goes by a gateway: whether that is there, by an echo or its network card. */
  readonly gateway?: { readonly address: string; readonly isThere: boolean } | undefined;
  /** Set when small packets came through and large ones did not: bytes of the largest that did, and of those sent. */
  readonly hole?: { readonly through: number; readonly sent: number } | undefined;
  /** Why large packets were not tried, where small ones came through. */
  readonly untried?: string | undefined;
}

/** Whether something came back at all: an echo, or by TCP. */
export function hasAnswer({ outcome, tcp }: Probe): boolean {
  return outcome === 'reached' || (tcp !== undefined && tcp.open.length + tcp.refused.length > 0);
}

/** Everything that the explanation is made from. */
export interface Facts {
  readonly a: End;
  readonly b: End;
  readonly there: Probe;
  readonly back: Probe;
  /** The other machines of the inventory, by their network cards. */
  readonly others: readonly OtherCard[];
}

/** A network card of a machine that is neither end. */
export interface OtherCard {
  /** In lower case. */
  readonly mac: string;
  /** `mute on kvm-b`. */
  readonly owner: string;
  readonly segment?: string | undefined;
}
