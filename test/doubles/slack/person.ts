import { z } from 'zod';
import { problems } from './blocks/problems.ts';
import { type Option, option } from './blocks/text.ts';
import { clickOf } from './click.ts';
import type { Deliverer } from './delivery.ts';
import {
  choicesOf,
  type Field,
  fieldsOf,
  initialOf,
  lookAt,
  type OpenModal,
  sentAs,
} from './dialog.ts';
import { drawBlocks } from './draw.ts';
import { limits } from './limits.ts';
import { lineOf, look, type SeenMessage, visible } from './looks.ts';
import { react, toldView } from './methods/views.ts';
import { common, event, slashPayload } from './payloads.ts';
import type { Stage } from './stage.ts';
import { escapeTyped } from './typed.ts';
import type { Channel, OpenView, Person } from './world.ts';

/** What a person does and sees. Everything they do is over when the bot acknowledged it, or did not in time. */
export interface SlackPerson {
  /** The id of their direct messages with the bot. */
  readonly direct: string;
  /** Custom commands are refused in a thread: pass `C1:1700000000.000100` to see it. */
  slash(channel: string, command: string, text?: string): Promise<void>;
  mention(channel: string, text: string, options?: { thread?: string }): Promise<void>;
  message(text: string): Promise<void>;
  /**
   * Presses what is newest of all that is labelled so; a dialog comes first, `home` as the channel is the home page.
   * `seenBy` forges the click: what is pressed stands before that person.
   */
  click(
    label: string,
    options?: { channel?: string; ts?: string; confirm?: boolean; seenBy?: string },
  ): Promise<void>;
  modal(): OpenModal | undefined;
  /** Sends the dialog: answers by the fields' labels or ids, or in their order. */
  fill(answers: Readonly<Record<string, string>> | readonly string[]): Promise<void>;
  /** Closes the dialog. */
  dismiss(): Promise<void>;
  suggest(field: string, typed: string): Promise<readonly string[]>;
  openHome(): Promise<void>;
  home(): string;
  seen(channel?: string): Promise<string>;
  messages(channel?: string): readonly SeenMessage[];
  notifications(): readonly string[];
}

const suggested = z.object({
  options: z.array(option).max(limits.options.most).optional(),
  option_groups: z.array(z.object({ options: z.array(option) })).optional(),
});

export function createPerson(person: Person, stage: Stage, deliverer: Deliverer): SlackPerson {
  const { world, triggers, responses, origin } = stage;
  const channelNamed = (id: string): Channel => {
    const found = world.channels.get(id);
    if (found === undefined) throw new Error(`there is no channel ${id}`);
    return found;
  };
  const warn = (channel: Channel, text: string): void => {
    world.post({ channel, from: 'USLACKBOT', text, onlyFor: person.id });
  };
  const say = async (channel: Channel, typed: string, thread?: string): Promise<void> => {
    const text = escapeTyped(typed, world, false);
    const { ts } = world.post({ channel, from: person.id, text, thread });
    const type = channel.direct === undefined ? 'app_mention' : 'message';
    const inner = { type, user: person.id, text, ts, channel: channel.id, event_ts: ts };
    const more = channel.direct === undefined ? {} : { channel_type: 'im' };
    const under = thread === undefined ? {} : { thread_ts: thread };
    if (channel.bot)
      await deliverer.send(
        'events_api',
        event({ ...inner, ...more, ...under, team: world.team }, world),
      );
    else warn(channel, 'You mentioned @nakhoda, but they’re not in this channel.');
  };
  const top = (): OpenView => {
    const open = person.views.at(-1);
    if (open === undefined) throw new Error(`${person.name} has no dialog open`);
    return open;
  };
  const lookUp = async (field: Field, typed: string): Promise<readonly Option[]> => {
    const open = top();
    const outcome = await deliverer.send('interactive', {
      ...common(person, world),
      type: 'block_suggestion',
      container: { type: 'view', view_id: open.id },
      action_id: field.actionId,
      block_id: field.blockId,
      value: typed,
      view: toldView(open, world),
    });
    const parsed = suggested.safeParse((outcome.acked && outcome.payload) || {});
    if (!parsed.success) throw new Error(`Slack refuses it: ${problems(parsed.error, '')}`);
    const groups = parsed.data.option_groups ?? [];
    return [...(parsed.data.options ?? []), ...groups.flatMap(({ options }) => options)];
  };
  const fieldNamed = (name: string): Field => {
    const fields = fieldsOf(top());
    const found = fields.find(({ block, blockId, actionId }) =>
      [block.label.text, blockId, actionId].includes(name),
    );
    if (found) return found;
    const known = fields.map(({ block }) => block.label.text).join(', ');
    throw new Error(`the dialog has no field ${name}: it has ${known}`);
  };
  const answer = async (field: Field, given: string | undefined): Promise<unknown> => {
    const { element, label, optional } = field.block;
    const typed = given ?? initialOf(element);
    if (typed === undefined && optional !== true) throw new Error(`${label.text} is required`);
    const external = element.type === 'external_select' && given !== undefined;
    const initial =
      'initial_option' in element && element.initial_option ? [element.initial_option] : [];
    const choices = external ? await lookUp(field, given) : [...choicesOf(element), ...initial];
    const found = choices.find(({ text, value }) => text.text === typed || value === typed);
    const value = sentAs(element, typed, found);
    if (typeof value === 'string') throw new Error(`${label.text}: ${value}`);
    return value;
  };
  return {
    direct: person.direct,
    async slash(place, command, typed = '') {
      const [id = '', thread] = place.split(':');
      const channel = channelNamed(id);
      if (thread !== undefined) {
        warn(channel, `${command} is not supported in threads. Sorry!`);
        return;
      }
      const response = responses.open({ person: person.id, channel: channel.id });
      const text = escapeTyped(typed, world, true);
      const outcome = await deliverer.send(
        'slash_commands',
        slashPayload(
          {
            person,
            channel,
            command,
            text,
            responseUrl: `${origin()}/response/${response}`,
            trigger: triggers.issue(person.id),
          },
          world,
        ),
      );
      const problem = outcome.acked ? answerAck(response, outcome.payload, stage) : outcome.reason;
      if (problem !== undefined) warn(channel, `${command} failed with the error "${problem}"`);
    },
    mention: (channel, text, { thread } = {}) =>
      say(channelNamed(channel), `@nakhoda ${text}`, thread),
    message: (text) => say(channelNamed(person.direct), text),
    click: (label, options) => clickOf(person, stage, deliverer, { label, ...options }),
    modal: () => {
      const open = person.views.at(-1);
      return open && lookAt(open, world.eyes(person));
    },
    async fill(answers) {
      const open = top();
      const fields = fieldsOf(open);
      const byBlock = new Map(
        Array.isArray(answers)
          ? answers.map((text: string, at): [string, string] => [fields[at]?.blockId ?? '', text])
          : Object.entries(answers).map(([name, text]): [string, string] => [
              fieldNamed(name).blockId,
              text,
            ]),
      );
      const values: Record<string, unknown> = {};
      for (const field of fields)
        values[field.blockId] = {
          [field.actionId]: await answer(field, byBlock.get(field.blockId)),
        };
      open.errors = {};
      const outcome = await deliverer.send('interactive', {
        ...common(person, world),
        type: 'view_submission',
        trigger_id: triggers.issue(person.id),
        view: { ...toldView(open, world), state: { values } },
        response_urls: [],
      });
      const problem = outcome.acked ? react(person, outcome.payload, world) : outcome.reason;
      if (problem !== undefined)
        open.errors = { '': `We had some trouble connecting. Try again? (${problem})` };
    },
    async dismiss() {
      const open = top();
      person.views = person.views.filter((each) => each !== open);
      if (open.view.notify_on_close !== true) return;
      await deliverer.send('interactive', {
        ...common(person, world),
        type: 'view_closed',
        view: toldView(open, world),
        is_cleared: false,
      });
    },
    suggest: async (name, typed) =>
      (await lookUp(fieldNamed(name), typed)).map(({ text }) => text.text),
    async openHome() {
      await deliverer.send(
        'events_api',
        event(
          {
            type: 'app_home_opened',
            user: person.id,
            channel: person.direct,
            event_ts: String(Date.now() / 1000),
            tab: 'home',
            ...(person.home === undefined
              ? {}
              : { view: toldView({ ...person.home, hash: 'h' }, world) }),
          },
          world,
        ),
      );
    },
    home: () => (person.home ? drawBlocks(person.home.view.blocks, world.eyes(person)) : ''),
    seen: async (channel) =>
      visible(world, person, channel)
        .map((message) => lineOf(look(message, person, world)))
        .join('\n'),
    messages: (channel) =>
      visible(world, person, channel).map((message) => look(message, person, world)),
    notifications: () =>
      world.notifications.flatMap(({ person: id, text }) => (id === person.id ? [text] : [])),
  };
}

const said = z.union([
  z.looseObject({ text: z.string() }),
  z.looseObject({ blocks: z.array(z.unknown()) }),
]);

/** A message in the acknowledgement of a command is posted, and costs no use of the response_url. */
function answerAck(response: string, payload: unknown, { responses }: Stage): string | undefined {
  const parsed = said.safeParse(payload);
  if (!parsed.success) return undefined;
  return responses.answer(response, parsed.data, { free: true }).error;
}
