import { MessageFlags } from 'discord.js';
import type { Card } from '../../../../src/card.ts';
import type { Bot, Click } from '../../../../src/chat.ts';
import type { Log } from '../../../../src/log.ts';
import { renderMessage } from '../render/render.ts';

export interface BodyParts {
  readonly bot: Pick<Bot, 'keep'>;
  readonly log: Log;
  readonly zone?: string | undefined;
}

export interface BodyOptions {
  /** Nobody else sees it. */
  readonly private?: boolean | undefined;
  /** The person whose device is to ring. */
  readonly calls?: string | undefined;
  /** Buttons that no card has: they belong to the chat itself. */
  readonly extras?: readonly Extra[] | undefined;
}

export interface Extra {
  readonly label: string;
  readonly click: Click;
}

/** A message as Discord's REST takes it: https://docs.discord.com/developers/resources/message#create-message */
export interface Message {
  readonly body: Readonly<Record<string, unknown>>;
  readonly files: { name: string; data: Buffer }[];
}

/** A card as a message. A store that is down takes its buttons, not the message. */
export async function messageOf(
  parts: BodyParts,
  card: Card,
  { calls, extras = [], ...options }: BodyOptions = {},
): Promise<Message> {
  const added = extras.map(({ label, click }) => ({ label, command: click.line }));
  const whole = { ...card, actions: [...(card.actions ?? []), ...added] };
  const ids = await idsOf(parts, card, extras);
  const { components, files } = renderMessage(whole, {
    ids,
    ...(calls !== undefined && { calls }),
    ...(parts.zone !== undefined && { zone: parts.zone }),
  });
  const ephemeral = options.private === true ? MessageFlags.Ephemeral : 0;
  return {
    body: {
      components,
      flags: MessageFlags.IsComponentsV2 | ephemeral,
      allowed_mentions: { parse: [], ...(calls !== undefined && { users: [calls] }) },
      attachments: files.map(({ name }, id) => ({ id, filename: name })),
    },
    files: files.map(({ name, data }) => ({ name, data })),
  };
}

async function idsOf({ bot, log }: BodyParts, { actions = [] }: Card, extras: readonly Extra[]) {
  const clicks = actions.map(({ command, confirms, declines }): Click => {
    return {
      line: command,
      ...(confirms !== undefined && { confirms }),
      ...(declines !== undefined && { declines }),
    };
  });
  const all = [...clicks, ...extras.map(({ click }) => click)];
  if (all.length === 0) return [];
  try {
    return await bot.keep(all);
  } catch (err) {
    log.warn({ err }, 'a card is shown without its buttons');
    return [];
  }
}
