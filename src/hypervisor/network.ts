import type { Machine, Outcome } from '../hypervisor.ts';
import type { TaskControl } from '../operation.ts';

/** How machines are plugged in. */
export interface Network {
  /** What a card can be told beside its segment; none when absent. */
  readonly abilities?: readonly NetworkAbility[] | undefined;
  /** The machine's network cards as they are configured and as they are now. */
  cards(machine: Machine, signal: AbortSignal): Promise<readonly NetworkCard[]>;
  /** What a card of this site can be plugged into. */
  segments(signal: AbortSignal): Promise<readonly Segment[]>;
  /**
   * The host's own bridges and cards, as the platform tells them: for a host where the bot has no shell. What it does not
   * tell of one is absent. Absent where it tells none.
   */
  links?(host: string, signal: AbortSignal): Promise<readonly HostLink[]>;
  /** Whether the platform's firewall is at work for that machine. Absent where it has none. */
  firewall?(machine: Machine, signal: AbortSignal): Promise<Firewall>;
  /** Plugs the card into another segment, now and for later starts, and reads it back. */
  connect(machine: Machine, plug: Plug, task: TaskControl): Promise<Outcome>;
  /** Pulls the cable, or puts it in. */
  link(
    machine: Machine,
    cable: { readonly card: string; readonly up: boolean },
    task: TaskControl,
  ): Promise<Outcome>;
}

/** Whether the platform's firewall is at work for a machine, whatever its cards say. */
export interface Firewall {
  readonly on: boolean;
  /** Why it is not: a sentence without its full stop. */
  readonly why?: string | undefined;
}

/** vlan: its frames carry a tag. firewall: the platform's own filters them. */
export type NetworkAbility = 'vlan' | 'firewall';

/**
 * What is at the other end of a cable, whatever its platform calls it: `bridge` is a bridge or an adapter of the host,
 * `inner` a network of that host's machines alone, `nat` a NAT of the machine's own, which lets nobody in, `nothing`
 * nothing.
 */
export type Wiring = 'bridge' | 'inner' | 'nat' | 'nothing';

export interface NetworkCard {
  /** What names it within its machine: its MAC address, `net0`. */
  readonly id: string;
  readonly mac?: string | undefined;
  readonly model?: string | undefined;
  /** In the platform's own word: `bridge`, `network`, `nat`, `hostonly`. */
  readonly mode: string;
  /** The name of the bridge or network it is plugged into. */
  readonly segment?: string | undefined;
  /** Of which kind that is; absent where the mode is the word for it. */
  readonly kind?: Segment['kind'] | undefined;
  /** Absent where its segment tells it, or nobody. */
  readonly wiring?: Wiring | undefined;
  /** The host's end of the cable while it runs: `vnet3`. */
  readonly device?: string | undefined;
  /** Whether the cable is in. */
  readonly linkUp?: boolean | undefined;
  /** The tag of its frames, 1 to 4094; absent for none. */
  readonly vlan?: number | undefined;
  /** Whether the platform's own firewall is to filter it; absent where it has none. See `firewall` of {@link Network}. */
  readonly firewall?: boolean | undefined;
  /** What a later start changes: it runs with another configuration than it has. */
  readonly pending?: string | undefined;
}

export interface Segment {
  readonly host: string;
  readonly name: string;
  readonly kind: 'bridge' | 'network';
  /** `NAT, 192.168.122.0/24`, `bridge of eth0`, for people. */
  readonly says?: string | undefined;
  readonly wiring?: Wiring | undefined;
  /** True for an adapter without a cable, where its host tells that. */
  readonly wireless?: boolean | undefined;
  readonly active: boolean;
}

/** A bridge, card, bond or VLAN of a host. */
export interface HostLink {
  readonly name: string;
  /** In lower case. */
  readonly mac?: string | undefined;
  /** Whether it is switched on; absent where that is not told. */
  readonly up?: boolean | undefined;
  /** Whether something is at its other end. */
  readonly carrier?: boolean | undefined;
  /** Bytes of the largest packet. */
  readonly mtu?: number | undefined;
  /** With prefix length: `10.77.0.31/24`. */
  readonly addresses: readonly string[];
  /** The bridge or bond it is a port of. */
  readonly bridge?: string | undefined;
  /** `bridge`, `tun`, `veth`, `vlan`, `bond`; absent for hardware. */
  readonly kind?: string | undefined;
  readonly wireless?: boolean | undefined;
  /** A port that exchanges nothing with other such ports: bridge(8). */
  readonly isolated?: boolean | undefined;
  /** The VLANs that a bridge which tells them apart lets in and out of its host: `2-10 20`. */
  readonly vlans?: string | undefined;
}

export interface Plug {
  readonly card: string;
  readonly segment: Pick<Segment, 'name' | 'kind'>;
  /** 0 takes the tag away; absent leaves it as it is. */
  readonly vlan?: number | undefined;
  /** Absent leaves it as it is. */
  readonly firewall?: boolean | undefined;
}
