import type { Receiver } from '@slack/bolt';

/** How what happens on Slack comes to the bot. */
export interface Connection {
  readonly receiver: Receiver;
  open(): Promise<void>;
  close(): Promise<void>;
  /** Where Slack has to send to; undefined where the bot itself calls Slack. */
  address(): string | undefined;
}
