import { z } from 'zod';
import { type Attachment, attachment } from './blocks/attachment.ts';
import { type Block, block } from './blocks/blocks.ts';
import { problems, worded } from './blocks/problems.ts';
import { type Home, home, type Modal, modal } from './blocks/view.ts';
import { limits } from './limits.ts';

/** What Slack answers where it refuses. */
export interface Refusal {
  readonly error: string;
  readonly messages?: readonly string[];
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

const refuse = (error: string, messages?: readonly string[]): Checked<never> => ({
  ok: false,
  refusal: messages ? { error, messages } : { error },
});

/** The blocks and attachments of a message. */
export interface Content {
  readonly blocks: readonly Block[] | undefined;
  readonly attachments: readonly Attachment[] | undefined;
}

/** Looks at what a message is to show; nothing given stays nothing, for an edit keeps it then. */
export function checkContent(given: { blocks?: unknown; attachments?: unknown }): Checked<Content> {
  const blocks = read(given.blocks, z.array(block).max(limits.messageBlocks.most), 'blocks');
  if (!blocks.ok) return blocks;
  const list = z.array(attachment).max(limits.attachments.most);
  const attachments = read(given.attachments, list, 'attachments');
  if (!attachments.ok) return attachments;
  const all = [
    ...(blocks.value ?? []),
    ...(attachments.value ?? []).flatMap((each) => each.blocks ?? []),
  ];
  const wrong = [...repeated(all, 'message'), ...tooMuch(all)];
  if (wrong.length > 0) return refuse('invalid_blocks', wrong);
  if (JSON.stringify(all).length > limits.blocksSize.most) return refuse('msg_blocks_too_long');
  return { ok: true, value: { blocks: blocks.value, attachments: attachments.value } };
}

function read<T>(given: unknown, schema: z.ZodType<T>, name: string): Checked<T | undefined> {
  if (given === undefined || given === null || given === '') return { ok: true, value: undefined };
  if (!Array.isArray(given)) return refuse(`invalid_${name}_format`);
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, value: parsed.data };
  return refuse(`invalid_${name}`, problems(parsed.error, `/${name}`));
}

/**
 * Ids that stand there twice. Slack wants those of actions unique within their block; throughout a message is what
 * this house wants besides, so that a click is never ambiguous.
 */
function repeated(blocks: readonly Block[], within: 'message' | 'view'): readonly string[] {
  const ids = blocks.map(({ block_id }) => block_id);
  const actions = blocks.map(actionIds);
  const sets = within === 'message' ? [actions.flat()] : actions;
  return [
    ...twice('block_id', ids, within),
    ...sets.flatMap((each) => twice('action_id', each, within)),
  ];
}

function twice(
  what: string,
  ids: readonly (string | undefined)[],
  within: 'message' | 'view',
): readonly string[] {
  const known = ids.filter((id) => id !== undefined);
  const again = known.filter((id, at) => known.indexOf(id) !== at);
  const root = within === 'view' ? '/view/blocks' : '/blocks';
  return again.map((id) => worded(`\`${what}\` already exists: ${id}`, root));
}

function actionIds(of: Block): readonly (string | undefined)[] {
  if (of.type === 'actions') return of.elements.map(({ action_id }) => action_id);
  if (of.type === 'input') return [of.element.action_id];
  if (of.type === 'section' && of.accessory && 'action_id' in of.accessory)
    return [of.accessory.action_id];
  return [];
}

function tooMuch(blocks: readonly Block[]): readonly string[] {
  const tables = blocks.filter(({ type }) => type === 'table');
  const markdown = blocks.reduce(
    (sum, each) => sum + (each.type === 'markdown' ? each.text.length : 0),
    0,
  );
  const cells = JSON.stringify(tables.map((each) => (each.type === 'table' ? each.rows : [])));
  return [
    ...(tables.length > 1 ? [worded('only_one_table_allowed', '/blocks')] : []),
    ...(textIn(cells) > limits.tableText.most ? [worded('table is too long', '/blocks')] : []),
    ...(markdown > limits.markdown.most ? [worded('markdown is too long', '/blocks')] : []),
  ];
}

const textIn = (json: string): number =>
  [...json.matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)].reduce(
    (sum, [, text = '']) => sum + text.length,
    0,
  );

const onlyInMessages = new Set(['table', 'markdown']);

/** Looks at a dialog or a home page. */
export function checkView(given: unknown, kind: 'modal'): Checked<Modal>;
export function checkView(given: unknown, kind: 'home'): Checked<Home>;
export function checkView(given: unknown, kind: 'modal' | 'home'): Checked<Modal | Home> {
  if (typeof given !== 'object' || given === null) return refuse('invalid_arguments');
  if (JSON.stringify(given).length > limits.viewSize.most) return refuse('view_too_large');
  const parsed = (kind === 'modal' ? modal : home).safeParse(given);
  if (!parsed.success) return refuse('invalid_arguments', problems(parsed.error, '/view'));
  const { blocks } = parsed.data;
  const strange = blocks
    .filter(({ type }) => onlyInMessages.has(type))
    .map(({ type }) => worded(`unsupported type: ${type}`, '/view/blocks'));
  const wrong = [...repeated(blocks, 'view'), ...strange];
  return wrong.length > 0 ? refuse('invalid_arguments', wrong) : { ok: true, value: parsed.data };
}

const metadata = z.strictObject({
  event_type: z.string().min(1).max(limits.id.most),
  event_payload: z.record(z.string(), z.unknown()),
});

export type Metadata = z.infer<typeof metadata>;

/** Looks at what a message carries and nobody sees. */
export function checkMetadata(given: unknown): Checked<Metadata | undefined> {
  if (given === undefined) return { ok: true, value: undefined };
  const parsed = metadata.safeParse(given);
  if (!parsed.success) return refuse('invalid_metadata_format');
  return JSON.stringify(given).length > limits.metadataSize.most
    ? refuse('metadata_too_large')
    : { ok: true, value: parsed.data };
}
