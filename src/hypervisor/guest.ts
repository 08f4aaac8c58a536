import type { AgentPackage } from '../guest/agent-packages.ts';
import type { Machine, Outcome } from '../hypervisor.ts';
import type { TaskControl } from '../operation.ts';

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
  /** What keeps the guest from answering, seen from outside. Absent where the platform cannot tell. */
  diagnose?(machine: Machine, signal: AbortSignal): Promise<GuestDiagnosis>;
  /** Gives the machine the channel that `diagnose` found missing. Safe to repeat. */
  attach?(machine: Machine, task: TaskControl): Promise<Outcome>;
}

export interface GuestDiagnosis {
  /**
   * missing: the machine has no channel for an agent. unheard: it has one, and nothing in the guest has opened it.
   * silent: something in the guest has opened it, or did, and does not answer. off: nobody can tell now.
   */
  readonly channel: 'missing' | 'unheard' | 'silent' | 'answers' | 'off';
  /** What was found, for people: whole sentences. */
  readonly findings: readonly string[];
  /** What `attach` would do, and whether the machine must be off once before it counts. */
  readonly remedy?: { readonly does: string; readonly afterRestart: boolean } | undefined;
  /** What the platform was told of the guest's system: `http://debian.org/debian/12`, `l26`. */
  readonly os?: string | undefined;
  /** What is to be installed in the guest; the QEMU agent when absent. */
  readonly packages?: readonly AgentPackage[] | undefined;
}

export type GuestProbe =
  | { readonly answers: true }
  | {
      readonly answers: false;
      readonly why: string;
      readonly hint?: string | undefined;
      /** Nothing inside answers, and `addresses` does all the same. */
      readonly tellsAddresses?: boolean | undefined;
      /** No wait makes it answer: it has no way in, or nothing in it ever was one. A person has to set it up first. */
      readonly never?: boolean | undefined;
    };

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
  /** Bytes of a stream that is no text: its text is empty then. */
  readonly binary?:
    | { readonly stdout?: number | undefined; readonly stderr?: number | undefined }
    | undefined;
  /** True when the channel cut the output short. */
  readonly truncated: boolean;
}

export interface GuestInterface {
  readonly name: string;
  readonly mac?: string | undefined;
  /** With prefix length where it is known: `10.77.0.31/24`. */
  readonly addresses: readonly string[];
}
