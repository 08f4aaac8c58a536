import { z } from 'zod';
import { checkView } from '../check.ts';
import { limits } from '../limits.ts';
import {
  type Answer,
  type Args,
  type Method,
  refusal,
  refused,
  type Stage,
  word,
} from '../stage.ts';
import type { OpenView, Person, World } from '../world.ts';

/** A view as the Web API and interactions give it. */
export function toldView(
  { id, hash, view }: Pick<OpenView, 'id' | 'hash'> & { view: object },
  world: World,
): Readonly<Record<string, unknown>> {
  return {
    id,
    hash,
    team_id: world.team,
    app_id: world.app,
    bot_id: 'BBOT',
    root_view_id: id,
    previous_view_id: null,
    state: { values: {} },
    callback_id: '',
    private_metadata: '',
    ...view,
  };
}

/** Puts a checked dialog on top of what the person has open. */
export function pushView(person: Person, given: unknown, world: World): Answer {
  const checked = checkView(given, 'modal');
  if (!checked.ok) return refused(checked.refusal);
  if (person.views.length >= limits.viewStack.most) return refusal('push_limit_reached');
  const opened = { id: world.id('V'), hash: world.id('h'), view: checked.value, errors: {} };
  person.views.push(opened);
  return { ok: true, view: toldView(opened, world) };
}

/** Puts a checked dialog in the place of one that is open. */
export function replaceView(open: OpenView, given: unknown, world: World): Answer {
  const checked = checkView(given, 'modal');
  if (!checked.ok) return refused(checked.refusal);
  Object.assign(open, { view: checked.value, hash: world.id('h'), errors: {} });
  return { ok: true, view: toldView(open, world) };
}

function triggered(args: Args, { world, triggers, faults }: Stage): Person | Answer {
  const used = triggers.use(args['trigger_id'], faults.expireTriggers);
  if ('error' in used) return refusal(used.error);
  return world.people.get(used.person) ?? refusal('user_not_found');
}

const open: Method = {
  run(args, stage) {
    const checked = checkView(args['view'], 'modal');
    if (!checked.ok) return refused(checked.refusal);
    const person = triggered(args, stage);
    if ('ok' in person) return person;
    person.views = [];
    return pushView(person, args['view'], stage.world);
  },
};

const push: Method = {
  run(args, stage) {
    const person = triggered(args, stage);
    return 'ok' in person ? person : pushView(person, args['view'], stage.world);
  },
};

const update: Method = {
  run(args, { world }) {
    const found = [...world.people.values()]
      .flatMap(({ views }) => views)
      .find(({ id, view }) => id === args['view_id'] || sameName(view.external_id, args));
    if (found === undefined) return refusal('not_found');
    const hash = word(args, 'hash');
    if (hash !== undefined && hash !== found.hash) return refusal('hash_conflict');
    return replaceView(found, args['view'], world);
  },
};

const sameName = (external: string | undefined, args: Args): boolean =>
  external !== undefined && external === args['external_id'];

const publish: Method = {
  run(args, { world }) {
    const person = world.people.get(word(args, 'user_id') ?? '');
    if (person === undefined) return refusal('user_not_found');
    const checked = checkView(args['view'], 'home');
    if (!checked.ok) return refused(checked.refusal);
    person.home = { id: person.home?.id ?? world.id('V'), view: checked.value };
    const hash = world.id('h');
    return { ok: true, view: toldView({ ...person.home, hash }, world) };
  },
};

const reaction = z.looseObject({
  response_action: z.enum(['clear', 'errors', 'update', 'push']).optional(),
  view: z.unknown().optional(),
  errors: z.record(z.string(), z.string()).optional(),
});

/** What the acknowledgement of a submitted dialog makes of it; the words of a refusal where it is wrong. */
export function react(person: Person, acked: unknown, world: World): string | undefined {
  const parsed = reaction.safeParse(acked ?? {});
  if (!parsed.success) return 'the response of the app is not valid';
  const { response_action: act, view, errors = {} } = parsed.data;
  const top = person.views.at(-1);
  if (act === undefined) person.views = person.views.slice(0, -1);
  if (act === 'clear') person.views = [];
  if (act === 'push') return pushView(person, view, world).error;
  if (top === undefined) return undefined;
  if (act === 'update') return replaceView(top, view, world).error;
  if (act === 'errors') return blame(top, errors);
  return undefined;
}

function blame(top: OpenView, errors: Readonly<Record<string, string>>): string | undefined {
  const inputs = top.view.blocks.flatMap((each) => (each.type === 'input' ? [each.block_id] : []));
  const strange = Object.keys(errors).filter((id) => !inputs.includes(id));
  if (strange.length > 0) return `errors for what is no input: ${strange.join(', ')}`;
  top.errors = errors;
  return undefined;
}

export const views = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
};
