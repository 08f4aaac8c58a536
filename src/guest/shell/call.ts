/**
 * Asks a guest's own shell, its failures already told in words; `after` is said where something was begun there before.
 * What breaks without a word is asked once more, so that no script may do its work twice when it comes twice.
 */
export type Ask = (call: ShellCall, when: 'before' | 'after') => Promise<ShellResult>;

export interface ShellCall {
  /** Fixed text for a POSIX shell; busybox ash and dash run it alike. */
  readonly script: string;
  /** Its `$1`, `$2`, …: each as it is. */
  readonly args?: readonly string[] | undefined;
  /** What the script reads; without it the script itself may come that way, and be of any length. */
  readonly input?: Uint8Array | undefined;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number | undefined;
  /** Of each stream, 256 KiB when absent; a guest that answers more is not heard out. */
  readonly maxBytes?: number | undefined;
}

export interface ShellResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}
