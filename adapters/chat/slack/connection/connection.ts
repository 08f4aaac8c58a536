import type { Receiver } from '@slack/bolt';

/** How what happens on Slack comes to the bot. */
export interface Connection {
  readonly receiver: Receiver;
  open(): Promise<void>;
  close(): Promise<void>;
  /** Whether what happens on Slack comes here just now. */
  connected(): boolean;
  /** Where Slack has to send to; undefined where the bot itself calls Slack. */
  address(): string | undefined;
}
