import type { Machine } from '../hypervisor.ts';

/** The way into a running machine: an agent, guest control, ssh. Every call may throw `unsupported`. */
export interface GuestChannel {
  /** Says in words whether the channel works now; never throws for a guest that does not answer. */
  probe(machine: Machine, signal: AbortSignal): Promise<GuestProbe>;
  /** Starts a process in the guest: argv as it is, no shell. Throws `not-found` for a missing program. */
  start(machine: Machine, argv: readonly string[], signal: AbortSignal): Promise<GuestProcess>;
  /**
   * Follows a started process to its end and gives its output, also after a restart of the bot.
   * Throws `timeout` when it still runs after `timeoutMs`, and `undecided` when the guest no longer knows it.
   */
  wait(machine: Machine, process: GuestProcess, options: GuestWaitOptions): Promise<GuestResult>;
  /** Whole file. Throws `not-found`, and `invalid` above `maxBytes`. */
  read(
    machine: Machine,
    path: string,
    options: { readonly signal: AbortSignal; readonly maxBytes: number },
  ): Promise<Buffer>;
  /** Makes missing parent folders, replaces the file. Safe to repeat. */
  write(machine: Machine, path: string, content: Buffer, signal: AbortSignal): Promise<void>;
  addresses(machine: Machine, signal: AbortSignal): Promise<readonly GuestInterface[]>;
  /** Sets the guest's clock to the host's time, as after a rollback. Safe to repeat. */
  setClock(machine: Machine, signal: AbortSignal): Promise<void>;
}

export type GuestProbe =
  | { readonly answers: true }
  | { readonly answers: false; readonly why: string; readonly hint?: string | undefined };

/** A process inside a guest; JSON, so that it can be followed on after a restart. */
export interface GuestProcess {
  readonly pid: number;
}

export interface GuestWaitOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

export interface GuestResult {
  /** Absent when a signal ended the process. */
  readonly exitCode?: number | undefined;
  readonly signal?: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** True when the channel cut the output short. */
  readonly truncated: boolean;
}

export interface GuestInterface {
  readonly name: string;
  readonly mac?: string | undefined;
  /** With prefix length where it is known: `10.77.0.31/24`. */
  readonly addresses: readonly string[];
}
