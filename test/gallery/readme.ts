import type { Shown } from './cards.ts';

export const chats = ['slack', 'discord', 'terminal'] as const;
export type ChatName = (typeof chats)[number];

const names: Record<ChatName, string> = {
  slack: 'Slack',
  discord: 'Discord',
  terminal: 'Terminal',
};

export const pictureOf = (shown: Shown, chat: ChatName): string => `${shown.name}-${chat}.png`;

const head = `# What cards look like

Every block of a card on Slack, on Discord and in a terminal, as wide as a phone. The adapters drew them; the pages are
those of the doubles (\`npm run double\`), close to the real clients and not the same. None of the machines is real.

\`npm run gallery\` makes this page and its pictures anew. It needs Debian's package \`chromium\`.
`;

/** The page with all pictures side by side. */
export function readmeOf(all: readonly Shown[]): string {
  return [head, ...all.map(rowOf)].join('\n');
}

function rowOf(shown: Shown): string {
  const pictures = chats.map((chat) => {
    const alt = `${names[chat]}: ${shown.says}`;
    return `<td><img src="${pictureOf(shown, chat)}" width="270" alt="${alt}"></td>`;
  });
  const heads = chats.map((chat) => `<th>${names[chat]}</th>`);
  return `## ${shown.title}

<table>
<tr>${heads.join('')}</tr>
<tr valign="top">
${pictures.join('\n')}
</tr>
</table>
`;
}
