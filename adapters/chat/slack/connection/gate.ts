import { App, type Receiver } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Bot, Caller } from '../../../../src/chat.ts';
import type { Log } from '../../../../src/log.ts';
import type { Arrived } from '../incoming/told.ts';
import { slackLogger } from '../web/web.ts';

type Event = Parameters<App['processEvent']>[0];

export interface GateParts {
  readonly platform: string;
  readonly receiver: Receiver;
  readonly bot: Bot;
  readonly web: WebClient;
  readonly me: {
    readonly token: string;
    readonly userId: string;
    readonly botId: string | undefined;
  };
  readonly log: Log;
  /** What an event is, where it is to be dealt with once. */
  read(body: unknown): Arrived | undefined;
  /** Deals with it; what it throws is logged. */
  deal(arrived: Arrived): void;
  /** It could not be written down: says that nothing was accepted. */
  refuse(arrived: Arrived, event: Event): Promise<void>;
  suggest(body: unknown): Promise<unknown>;
  /** The person looks at their page. */
  home(caller: Caller): void;
}

/**
 * Bolt's app with a gate in front: what arrives is written down first, and only then told to Slack as arrived. Bolt
 * itself tells Slack so before any listener runs (App.processEvent), hence in front of it.
 */
export async function openGate(parts: GateParts): Promise<void> {
  const { receiver, me, log } = parts;
  const app = new App({
    receiver: gated(parts),
    authorize: async () => ({
      botToken: me.token,
      botUserId: me.userId,
      ...(me.botId !== undefined && { botId: me.botId }),
    }),
    clientOptions: { slackApiUrl: parts.web.slackApiUrl },
    logger: slackLogger(log),
    deferInitialization: true,
  });
  await app.init();
  app.error(async (err) => log.error({ err }, 'an event of Slack could not be dealt with'));
  listen(app, parts);
  receiver.init(frontOf(app, parts));
}

/** Bolt gives itself to the receiver; the gate takes its place afterwards. */
function gated({ receiver }: GateParts): Receiver {
  return { init() {}, start: () => receiver.start(), stop: () => receiver.stop() };
}

function frontOf(app: App, parts: GateParts): App {
  const front: App = Object.create(app);
  front.processEvent = async (event) => {
    const arrived = parts.read(event.body);
    if (!arrived) return app.processEvent(event);
    try {
      const { key, told } = arrived;
      const fresh = await parts.bot.receive({ key, platform: parts.platform, event: told });
      if (!fresh) return await event.ack();
    } catch (err) {
      parts.log.error({ err }, 'what arrived from Slack could not be written down');
      return parts.refuse(arrived, event);
    }
    return app.processEvent({ ...event, customProperties: { arrived } });
  };
  return front;
}

function listen(app: App, parts: GateParts): void {
  const take = async (ack: (() => Promise<void>) | undefined, context: Record<string, unknown>) => {
    await ack?.();
    if (isArrived(context['arrived'])) parts.deal(context['arrived']);
  };
  app.command(/.*/, ({ ack, context }) => take(ack, context));
  app.action(/.*/, ({ ack, context }) => take(ack, context));
  app.view(/.*/, ({ ack, context }) => take(ack, context));
  app.event('app_mention', ({ context }) => take(undefined, context));
  app.event('message', ({ context }) => take(undefined, context));
  app.options(/.*/, async ({ ack, body }) => {
    const options = await parts.suggest(body).catch((err: unknown) => {
      parts.log.warn({ err }, 'suggestions for a form could not be found');
      return [];
    });
    await ack({ options: Array.isArray(options) ? options : [] });
  });
  app.event('app_home_opened', async ({ event }) => {
    const { platform } = parts;
    if (event.tab !== 'home') return;
    parts.home({ actor: { platform, id: event.user, name: event.user } });
  });
}

/** It was put there by the gate. */
function isArrived(value: unknown): value is Arrived {
  return typeof value === 'object' && value !== null && 'told' in value;
}
