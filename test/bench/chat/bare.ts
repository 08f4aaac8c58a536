import { App, SocketModeReceiver } from '@slack/bolt';
import {
  Client,
  Events,
  GatewayIntentBits,
  type Interaction,
  InteractionResponseType,
  Routes,
} from 'discord.js';
import { compose } from '../../../adapters/chat/discord/answers/compose.ts';
import { render } from '../../../adapters/chat/slack/render/render.ts';
import type { Card } from '../../../src/card.ts';
import type { Bot } from '../../../src/chat.ts';
import { silent } from '../../../src/log.ts';
import type { Account } from './words.ts';

/** The platform's SDK alone: it acknowledges and says the same card, drawn beforehand. */
export interface Bare {
  /** Whether files come behind the message. */
  readonly files: boolean;
  close(): Promise<void>;
}

type Open = (account: Account, card: Card, bot: Bot) => Promise<Bare>;

export const bare: Readonly<Record<'slack' | 'discord', Open>> = {
  slack: bareSlack,
  discord: bareDiscord,
};

async function bareSlack({ apiUrl, token, appToken }: Account, card: Card): Promise<Bare> {
  const { text, blocks, files } = render(card, { offers: [] });
  const clientOptions = { slackApiUrl: apiUrl };
  const receiver = new SocketModeReceiver({ appToken, installerOptions: { clientOptions } });
  const app = new App({ token, receiver, clientOptions });
  app.command(/.*/, async ({ ack, client, body }) => {
    await ack();
    const channel = body.channel_id;
    const said = await client.chat.postMessage({ channel, text, blocks: [...blocks] });
    if (files.length === 0) return;
    await client.filesUploadV2({
      channel_id: channel,
      thread_ts: said.ts ?? '',
      file_uploads: files.map((file) => ({
        filename: file.name,
        file: Buffer.from(file.text ?? ''),
      })),
    });
  });
  await app.start();
  return { files: files.length > 0, close: async () => void (await app.stop()) };
}

async function bareDiscord(account: Account, card: Card, bot: Bot): Promise<Bare> {
  const { apiUrl: api, token } = account;
  const { body, files } = await compose(card, { bot, log: silent });
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api } });
  const answer = async ({ id, token: its, applicationId }: Interaction): Promise<void> => {
    const type = InteractionResponseType.DeferredChannelMessageWithSource;
    await client.rest.post(Routes.interactionCallback(id, its), { body: { type }, auth: false });
    const original = Routes.webhookMessage(applicationId, its, '@original');
    await client.rest.patch(original, { body, files: [...files], auth: false });
  };
  client.on(Events.InteractionCreate, (asked) => {
    // What is not answered is missed by who waits for it.
    answer(asked).catch((error: unknown) => process.emitWarning(String(error)));
  });
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(token);
  await ready;
  return { files: false, close: () => client.destroy() };
}
