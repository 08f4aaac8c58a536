import { PermissionFlagsBits as Flags, OAuth2Scopes } from 'discord.js';

/** What the bot needs in a channel, and what for. */
export interface Needed {
  readonly bit: bigint;
  /** As Discord's own pages call it. */
  readonly name: string;
  readonly why: string;
}

/** The least that everything works with: https://docs.discord.com/developers/topics/permissions */
export const needed: readonly Needed[] = [
  { bit: Flags.ViewChannel, name: 'View Channel', why: 'to see the channel at all' },
  { bit: Flags.SendMessages, name: 'Send Messages', why: 'to post what became of an operation' },
  {
    bit: Flags.SendMessagesInThreads,
    name: 'Send Messages in Threads',
    why: 'to do the same in threads',
  },
  { bit: Flags.EmbedLinks, name: 'Embed Links', why: 'to show pictures and boxes' },
  { bit: Flags.AttachFiles, name: 'Attach Files', why: 'to attach long output' },
  {
    bit: Flags.ReadMessageHistory,
    name: 'Read Message History',
    why: 'to answer to a message of its own',
  },
  { bit: Flags.PinMessages, name: 'Pin Messages', why: 'to pin the board' },
];

const permissions: bigint = needed.reduce((sum, { bit }) => sum | bit, 0n);

/** Where an admin of a server lets the bot in: https://docs.discord.com/developers/topics/oauth2#bot-authorization-flow */
export function inviteUrl(applicationId: string): string {
  const url = new URL('https://discord.com/oauth2/authorize');
  url.searchParams.set('client_id', applicationId);
  url.searchParams.set('scope', [OAuth2Scopes.Bot, OAuth2Scopes.ApplicationsCommands].join(' '));
  url.searchParams.set('permissions', permissions.toString());
  return url.href;
}
