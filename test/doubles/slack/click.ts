import type { Block } from './blocks/blocks.ts';
import type { Action } from './blocks/elements.ts';
import type { Option } from './blocks/text.ts';
import type { Deliverer } from './delivery.ts';
import { actionsOf, labelOf } from './draw.ts';
import { blocksOf, optionsOf, visible } from './looks.ts';
import { toldView } from './methods/views.ts';
import { clickPayload, inMessage } from './payloads.ts';
import type { Stage } from './stage.ts';
import type { Message, Person } from './world.ts';

interface Wanted {
  readonly label: string;
  readonly channel?: string;
  /** In this message and no other. */
  readonly ts?: string;
  /** False presses the other button of the question. */
  readonly confirm?: boolean;
  /** The id of the person before whom it stands. */
  readonly seenBy?: string;
}

interface Found {
  readonly action: Action;
  readonly option: Option | undefined;
  readonly blockId: string;
}

/** Finds what is labelled so, presses it, and answers the question that comes first. */
export async function clickOf(
  person: Person,
  stage: Stage,
  deliverer: Deliverer,
  wanted: Wanted,
): Promise<void> {
  const sight = stage.world.people.get(wanted.seenBy ?? person.id) ?? person;
  const { found, place, failed } = target(person, stage, { ...wanted, sight });
  if (found.action.confirm && wanted.confirm === false) return;
  const outcome = await deliverer.send(
    'interactive',
    clickPayload(
      { person, trigger: stage.triggers.issue(person.id), ...found, place },
      stage.world,
    ),
  );
  if (!outcome.acked) failed(outcome.reason);
}

interface Sought extends Wanted {
  readonly sight: Person;
}

interface Target {
  readonly found: Found;
  readonly place: Readonly<Record<string, unknown>>;
  failed(reason: string): void;
}

function target(person: Person, stage: Stage, wanted: Sought): Target {
  const { world } = stage;
  const open = person.views.at(-1);
  const inDialog =
    open && wanted.channel === undefined ? search(open.view.blocks, wanted.label) : undefined;
  if (open && inDialog) {
    const container = { type: 'view', view_id: open.id };
    return {
      found: inDialog,
      place: { container, view: toldView(open, world) },
      failed: () => undefined,
    };
  }
  const messages =
    wanted.channel === 'home'
      ? []
      : visible(world, wanted.sight, wanted.channel).filter(({ ts }) => ts === (wanted.ts ?? ts));
  for (const message of messages.toReversed()) {
    const found = search(blocksOf(message), wanted.label);
    if (found) return { found, ...inChannel(person, message, stage, wanted.label) };
  }
  const found = person.home && search(person.home.view.blocks, wanted.label);
  if (person.home === undefined || found === undefined)
    throw new Error(`${person.name} sees nothing labelled ${wanted.label}`);
  const container = { type: 'view', view_id: person.home.id };
  const view = toldView({ ...person.home, hash: 'h' }, world);
  return { found, place: { container, view }, failed: () => undefined };
}

function inChannel(
  person: Person,
  message: Message,
  { world, responses, origin }: Stage,
  label: string,
): Omit<Target, 'found'> {
  const channel = world.channels.get(message.channel);
  if (channel === undefined) throw new Error(`there is no channel ${message.channel}`);
  const { thread } = message;
  const id = responses.open({ person: person.id, channel: channel.id, original: message, thread });
  return {
    place: inMessage(message, channel, `${origin()}/response/${id}`, world),
    failed: (reason) => {
      const text = `[${label}] failed with the error "${reason}"`;
      world.post({ channel, from: 'USLACKBOT', text, onlyFor: person.id });
    },
  };
}

/** The last one that is labelled so: a button, something to choose from, or one of its choices. */
function search(blocks: readonly Block[], label: string): Found | undefined {
  const all = blocks.flatMap((block, at) =>
    actionsOf(block).map((action) => ({ action, blockId: block.block_id ?? `block${at}` })),
  );
  for (const { action, blockId } of all) {
    const option = optionsOf(action).find(({ text }) => text.text === label);
    if (option || (labelOf(action) === label && action.type === 'button'))
      return { action, option, blockId };
  }
  return undefined;
}
