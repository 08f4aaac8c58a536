/** Whether a site can be used: what a person asks when it is set up, and when something is wrong with it. */
export interface Checks {
  /** From the outermost to the innermost; never throws for a site that does not answer. */
  run(signal: AbortSignal): Promise<readonly Check[]>;
}

export interface Check {
  /** What was looked at, one or two words: `ssh`, `group`, `version`. */
  readonly subject: string;
  /** `warning` works with less than all; `unknown` could not be looked at. */
  readonly state: 'ok' | 'warning' | 'failed' | 'unknown';
  /** What was found, with the platform's own reason. */
  readonly says: string;
  /** What to do: a sentence, or a line to type. */
  readonly hint?: string | undefined;
}
