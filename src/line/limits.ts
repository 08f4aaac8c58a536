/** Longer than what any chat sends in a line, short enough to scan at once. */
export const MAX_LINE_CHARS = 8000;

/**
 * Discord's limit for the choices of an autocomplete, the narrowest of the chats:
 * https://docs.discord.com/developers/interactions/receiving-and-responding
 */
export const MAX_COMPLETIONS = 25;
