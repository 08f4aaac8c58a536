import type { Action } from './blocks/elements.ts';
import type { Option } from './blocks/text.ts';
import { told } from './methods/chat.ts';
import type { Channel, Message, Person, World } from './world.ts';

type Payload = Readonly<Record<string, unknown>>;

/** What every interaction says of who and where. */
export const common = (person: Person, world: World): Payload => ({
  token: 'verification',
  api_app_id: world.app,
  team: { id: world.team, domain: 'workspace' },
  user: {
    id: person.id,
    name: person.name.toLowerCase(),
    username: person.name.toLowerCase(),
    team_id: world.team,
  },
  enterprise: null,
  is_enterprise_install: false,
});

/** An event of the Events API; its id is the same when it is sent again. */
export const event = (inner: Payload, world: World): Payload => ({
  token: 'verification',
  team_id: world.team,
  api_app_id: world.app,
  type: 'event_callback',
  event_id: world.id('Ev'),
  event_time: Math.floor(Date.now() / 1000),
  authorizations: [
    {
      enterprise_id: null,
      team_id: world.team,
      user_id: world.bot,
      is_bot: true,
      is_enterprise_install: false,
    },
  ],
  is_ext_shared_channel: false,
  event: inner,
});

export interface Slash {
  readonly person: Person;
  readonly channel: Channel;
  readonly command: string;
  readonly text: string;
  readonly responseUrl: string;
  readonly trigger: string;
}

/** https://docs.slack.dev/interactivity/implementing-slash-commands */
export const slashPayload = (slash: Slash, world: World): Payload => ({
  token: 'verification',
  team_id: world.team,
  team_domain: 'workspace',
  channel_id: slash.channel.id,
  channel_name: slash.channel.direct === undefined ? slash.channel.name : 'directmessage',
  user_id: slash.person.id,
  user_name: slash.person.name.toLowerCase(),
  command: slash.command,
  text: slash.text,
  api_app_id: world.app,
  is_enterprise_install: 'false',
  response_url: slash.responseUrl,
  trigger_id: slash.trigger,
});

export interface Click {
  readonly person: Person;
  readonly trigger: string;
  readonly blockId: string;
  readonly action: Action;
  readonly option: Option | undefined;
  readonly place: Payload;
}

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export const clickPayload = (click: Click, world: World): Payload => ({
  ...common(click.person, world),
  type: 'block_actions',
  trigger_id: click.trigger,
  state: { values: {} },
  actions: [used(click)],
  ...click.place,
});

function used({ action, blockId, option }: Click): Payload {
  const base = {
    type: action.type,
    action_id: action.action_id ?? 'generated',
    block_id: blockId,
    action_ts: String(Date.now() / 1000),
  };
  if (action.type === 'button') {
    const { text, value, style } = action;
    return {
      ...base,
      text,
      ...(value === undefined ? {} : { value }),
      ...(style ? { style } : {}),
    };
  }
  if (action.type === 'checkboxes') return { ...base, selected_options: option ? [option] : [] };
  return { ...base, selected_option: option };
}

/** Where a click in a message happened. */
export const inMessage = (
  message: Message,
  channel: Channel,
  url: string,
  world: World,
): Payload => ({
  container: {
    type: 'message',
    message_ts: message.ts,
    channel_id: channel.id,
    is_ephemeral: message.onlyFor !== undefined,
    ...(message.thread === undefined ? {} : { thread_ts: message.thread }),
  },
  channel: { id: channel.id, name: channel.direct === undefined ? channel.name : 'directmessage' },
  message: told(message, world),
  response_url: url,
});
