/**
 * Runs a program on a host of the site to its end, argv as it is: for looking from there. Absent where the bot has no
 * shell on the hosts. An exit code of any number is a result. Throws `unsupported` for a program that cannot be started,
 * `timeout` and `unreachable`.
 */
export type OnHost = (
  host: string,
  argv: readonly string[],
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
) => Promise<HostSaid>;

export interface HostSaid {
  /** Absent when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}
