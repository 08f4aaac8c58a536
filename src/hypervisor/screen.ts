import type { Machine } from '../hypervisor.ts';

/** What stands on the machine's screen. */
export interface Screen {
  shot(machine: Machine, signal: AbortSignal): Promise<Screenshot>;
}

export interface Screenshot {
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
}
