/** Slack's mark-up of a line somebody typed: https://docs.slack.dev/messaging/formatting-message-text */
const mark = /<([^<>]*)>/g;

/** The words as they were typed: links, people and channels without their mark-up, entities as letters. */
export function unwrapped(text: string): string {
  return text
    .replace(mark, (_, inside: string) => plain(inside))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll('\u00a0', ' ')
    .trim();
}

function plain(inside: string): string {
  const at = inside.indexOf('|');
  const target = at < 0 ? inside : inside.slice(0, at);
  const label = at < 0 ? undefined : inside.slice(at + 1);
  switch (inside[0]) {
    case '@':
      return `slack:${target.slice(1)}`;
    case '#':
      return `#${label === undefined || label === '' ? target.slice(1) : label}`;
    case '!':
      return label ?? `@${target.slice(1)}`;
    default:
      // Slack makes a link of a bare name, and shows the name: that is what was typed.
      return label === undefined ? target.replace(/^(?:mailto|tel):/, '') : label;
  }
}

/** What stands behind the bot's own mention; undefined where it is not mentioned. */
export function behindMention(text: string, bot: string): string | undefined {
  const mention = new RegExp(`<@${bot}(?:\\|[^<>]*)?>[:,]?\\s*`);
  const found = mention.exec(text);
  return found ? unwrapped(text.slice(found.index + found[0].length)) : undefined;
}
