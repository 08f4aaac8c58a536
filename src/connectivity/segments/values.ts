import type { HostLink, NetworkCard } from '../../hypervisor/network.ts';

/** A machine's cards, or why they are unknown: a sentence without its full stop. */
export interface Plugs {
  readonly label: string;
  readonly site: string;
  readonly host: string;
  readonly cards: readonly NetworkCard[];
  readonly why?: string | undefined;
  /** Network cards that its guest has met lately; absent where nobody asked it, or it has several cards. */
  readonly met?: readonly Met[] | undefined;
}

/** A host's own end of its segments; its links and neighbours are absent where the bot cannot look there. */
export interface HostEnd {
  readonly site: string;
  readonly name: string;
  /** The same physical machine, the same id. */
  readonly machineId?: string | undefined;
  readonly links?: readonly HostLink[] | undefined;
  readonly neighbours?: readonly Met[] | undefined;
}

/** A network card that a host or guest has met, and on which of its links. */
export interface Met {
  readonly mac: string;
  readonly link: string;
}

/** What cards of one host are plugged into: they reach each other there without a router. */
export interface LocalSegment {
  readonly key: string;
  /** `br0`, `br0, VLAN 20`, `nat`. */
  readonly name: string;
  readonly site: string;
  readonly host: string;
  /** True where each machine is alone, as behind the NAT of VirtualBox. */
  readonly apart: boolean;
  /** The host's link that it is; absent where it is none, or nobody could look. */
  readonly link?: HostLink | undefined;
  /** Whether it is wired to the outside of its host. */
  readonly uplink: boolean;
  readonly vlan?: number | undefined;
  readonly seats: readonly Seat[];
}

/** A machine's card in a segment. */
export interface Seat {
  readonly label: string;
  readonly card: NetworkCard;
  readonly met?: readonly Met[] | undefined;
}

/** Segments of several hosts that are one, and what says so. */
export interface Joined {
  readonly segments: readonly LocalSegment[];
  readonly reasons: readonly Reason[];
}

export interface Reason {
  /** A sentence without its full stop. */
  readonly says: string;
  /** `presumed` is likely, but nobody here can tell for certain. */
  readonly sure: 'known' | 'presumed';
}
