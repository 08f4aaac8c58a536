import type { Machine } from '../hypervisor.ts';

/** What stands on the machine's screen, and how a person gets to it. */
export interface Screen {
  /** A picture of it. Absent where the platform gives none. */
  shot?(machine: Machine, signal: AbortSignal): Promise<Screenshot>;
  /** The ways to its screen and keyboard from another computer, the most comfortable first; none when it has no console. */
  consoles(machine: Machine, signal: AbortSignal): Promise<readonly ConsoleWay[]>;
}

/** One way to a console. It holds no password: whoever takes it needs rights of their own on the host. */
export interface ConsoleWay {
  /** What it is: `screen, with virt-viewer`. */
  readonly name: string;
  /** For a shell on the reader's own computer; or an `https` address, for its browser. */
  readonly line: string;
  /** What to open once the line runs, or what to know. */
  readonly note?: string | undefined;
}

export interface Screenshot {
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
}
