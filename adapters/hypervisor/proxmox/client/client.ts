import type { ZodType } from 'zod';

/**
 * The way to one Proxmox VE over its JSON API, `/api2/json`. Paths begin behind that: `/cluster/resources`.
 * What it refuses is thrown as a BotError in words for people whose `cause` is the {@link Answer}.
 */
export interface Client {
  /** Asks. A question whose way broke is asked once more, over another entry point where there is one. */
  get<T>(path: string, ask: Ask<T>): Promise<T>;
  /** The same with what stands beside the data: `total` of a list of tasks or of lines. */
  page<T>(path: string, ask: Ask<T>): Promise<Page<T>>;
  /**
   * Changes something. Sent once and never again: `timeout` and `unreachable` leave open whether it was heard.
   */
  send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, ask: Ask<T>): Promise<T>;
  /** Their clock, milliseconds since the epoch: by the date of the last answer, else our own. */
  now(): number;
  /** The same; asked for where no answer has told it yet. */
  clock(signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

/** For lists of any length. */
export interface RowsClient {
  /** As `get` of a list whose rows are looked at by whoever asks; the event loop turns while it is read. */
  rows(path: string, ask: Omit<Ask<unknown>, 'schema'>): Promise<readonly unknown[]>;
}

export interface Ask<T> {
  /** Of the answer's `data`; only what is read. */
  readonly schema: ZodType<T>;
  readonly signal: AbortSignal;
  readonly params?: Params | undefined;
  /** The machine's name, for the words of a refusal. */
  readonly name?: string | undefined;
  /** Milliseconds until it is given up; 30 s where it is not said. */
  readonly deadlineMs?: number | undefined;
}

/** As a form: a flag is sent as 1 or 0, a list repeats its key, what is undefined is left out. */
export type Params = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

export interface Page<T> {
  readonly data: T;
  readonly total?: number | undefined;
}

/** What came back instead of data. */
export interface Answer {
  readonly status: number;
  /** The words behind the status: Proxmox says there what was wrong, sometimes there alone. */
  readonly reason: string;
  /** Each refused parameter with why. */
  readonly errors?: Readonly<Record<string, string>> | undefined;
}

/** A path out of its parts, each encoded: path`/nodes/${node}/tasks/${upid}/status`. */
export function path(texts: TemplateStringsArray, ...parts: readonly (string | number)[]): string {
  return String.raw({ raw: texts }, ...parts.map((part) => encodeURIComponent(part)));
}
