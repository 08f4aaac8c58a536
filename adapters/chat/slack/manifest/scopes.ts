/** What each scope of the app is for. */
export interface Scope {
  readonly name: string;
  readonly why: string;
}

/** Without these the bot cannot work: https://docs.slack.dev/reference/scopes */
export const needed: readonly Scope[] = [
  { name: 'commands', why: 'to be called by slash commands' },
  { name: 'chat:write', why: 'to answer, and to keep its messages up to date' },
  { name: 'app_mentions:read', why: 'to be called by a mention, which works in threads too' },
  { name: 'im:history', why: 'to read what is written to it directly' },
  { name: 'files:write', why: 'to attach output that is too long for a message' },
  { name: 'users:read', why: 'to know what people are called' },
];

/** What works a little worse without them. */
export const optional: readonly Scope[] = [
  {
    name: 'channels:history',
    why: 'to see after a broken connection whether a message was posted, so that none is posted twice',
  },
  { name: 'groups:history', why: 'the same in private channels' },
  { name: 'pins:write', why: 'to pin the board' },
  {
    name: 'usergroups:read',
    why: 'to know who is in the user groups that rights hang on; without it such a right is nobody’s',
  },
];
