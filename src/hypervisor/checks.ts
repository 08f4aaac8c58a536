import type { Code } from '../doctor/codes.ts';

/** Whether a site can be used: what a person asks when it is set up, and when something is wrong with it. */
export interface Checks {
  /** From the outermost to the innermost; never throws for a site that does not answer. */
  run(signal: AbortSignal): Promise<readonly Check[]>;
  /**
   * What the kernel and the processor of each host say of themselves, or of the one of that name; a host that does not
   * tell is left out.
   */
  vitals?(signal: AbortSignal, only?: string): Promise<readonly Vitals[]>;
}

export interface Check {
  /** What is wrong where it is not `ok`. */
  readonly code: Code;
  /** What was looked at, one or two words: `ssh`, `group`, `version`. */
  readonly subject: string;
  /** `warning` works with less than all; `unknown` could not be looked at. */
  readonly state: 'ok' | 'warning' | 'failed' | 'unknown';
  /** What was found, with the platform's own reason. */
  readonly says: string;
  /** What to do: a sentence, or a line to type. */
  readonly hint?: string | undefined;
  /** Machines whose start cannot work because of it, by their ids. */
  readonly stops?: 'all' | readonly string[] | undefined;
}

/** What one host is made of, as far as its machines depend on it. */
export interface Vitals {
  /** Its name within the site. */
  readonly host: string;
  /** 1 runs on the hardware, 2 as a program of a system; neither where nothing is known. */
  readonly type?: { readonly number: 1 | 2; readonly why: string } | undefined;
  /** Who uses VT-x or AMD-V for this site's machines; absent where nobody does. */
  readonly accelerator?: string | undefined;
  /** Whether that lets another hypervisor use it at the same time; absent where nobody knows. */
  readonly shares?: boolean | undefined;
  /** Same running kernel, same id. */
  readonly bootId?: string | undefined;
  /** `6.12.3-amd64` */
  readonly kernel?: string | undefined;
  readonly clock?: Clock | undefined;
  /** What the processor has for machines; `none` where it was looked for. */
  readonly extension?: 'VT-x' | 'AMD-V' | 'none' | undefined;
  /** Whether the host is itself a virtual machine. */
  readonly isMachine?: boolean | undefined;
  /** Whether its machines may run machines of their own. */
  readonly nesting?: boolean | undefined;
}

/** Milliseconds since the epoch: the host's clock, and ours before the question and after the answer. */
export interface Clock {
  readonly there: number;
  readonly asked: number;
  readonly answered: number;
}
