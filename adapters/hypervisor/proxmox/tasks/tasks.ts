import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import type { Progress, TaskControl } from '../../../../src/operation.ts';
import type { Params } from '../client/client.ts';

/** Acts that Proxmox answers with a UPID: a 200 says nothing, only the end of its task does. */
export interface Tasks {
  /**
   * Sends the act as one step and follows its task to the true end; after a restart by the stored UPID. An unknown
   * outcome (596, a cut connection, a restart between the call and its UPID) is settled by the list of tasks.
   * A lock that another task holds is named and waited for. A cancelled operation ends the task where it can be.
   */
  act(wanted: Act, task: TaskControl): Promise<Outcome>;
}

export interface Act {
  /** Unique within the operation: `start 100`. */
  readonly step: string;
  readonly node: string;
  /** Whose task it is, as Proxmox notes it in the UPID: a vmid, or empty. */
  readonly id: string;
  /** The machine's name, for the words of a refusal. */
  readonly name: string;
  /** The types its UPID may have: `qmstart`, and `hastart` where HA manages the machine. */
  readonly types: readonly string[];
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly params?: Params | undefined;
  /** Shown while it runs: `starting`. */
  readonly doing: string;
  /** What the lines of its log so far say of how far it is, oldest first. */
  readonly progress?: ((lines: readonly string[]) => Progress | undefined) | undefined;
  /** Looked for on other nodes when it is no longer on this one: HA may have moved it. */
  readonly machine?: Machine | undefined;
  /** Tasks like it that were there before it: its own is none of them. */
  readonly besides?: readonly string[] | undefined;
  /**
   * Whether its effect is there, where that can be seen: it settles which of several tasks like it was its own.
   */
  readonly happened?: ((signal: AbortSignal) => Promise<boolean>) | undefined;
}
