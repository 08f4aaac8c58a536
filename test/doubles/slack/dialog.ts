import type { Block } from './blocks/blocks.ts';
import type { Input } from './blocks/elements.ts';
import type { Option } from './blocks/text.ts';
import { drawBlocks } from './draw.ts';
import { optionsOf } from './looks.ts';
import type { Eyes } from './marks.ts';
import type { OpenView } from './world.ts';

export interface ModalField {
  readonly label: string;
  readonly hint: string | undefined;
  readonly type: Input['type'];
  readonly options: readonly string[];
  readonly optional: boolean;
  readonly initial: string | undefined;
  readonly placeholder: string | undefined;
  readonly error: string | undefined;
  readonly blockId: string;
}

/** A dialog as a person has it before them. */
export interface OpenModal {
  readonly title: string;
  readonly submit: string | undefined;
  readonly close: string;
  readonly fields: readonly ModalField[];
  /** All that is to be read in it. */
  readonly drawn: string;
  /** What was said to be wrong when it was sent, by the field's label; under an empty label what concerns the whole. */
  readonly errors: Readonly<Record<string, string>>;
}

type InputBlock = Extract<Block, { type: 'input' }>;

export interface Field {
  readonly block: InputBlock;
  readonly blockId: string;
  readonly actionId: string;
}

/** The fields of a dialog; Slack gives ids to those that have none. */
export const fieldsOf = ({ view }: OpenView): readonly Field[] =>
  view.blocks.flatMap((block, at) =>
    block.type === 'input'
      ? [
          {
            block,
            blockId: block.block_id ?? `block${at}`,
            actionId: block.element.action_id ?? `action${at}`,
          },
        ]
      : [],
  );

/** A dialog as it is seen. */
export function lookAt(open: OpenView, eyes: Eyes): OpenModal {
  const fields = fieldsOf(open).map((field) => fieldSeen(field, open.errors[field.blockId]));
  const wrong = fields.flatMap(({ label, error }) => (error === undefined ? [] : [[label, error]]));
  const whole = open.errors[''];
  return {
    title: open.view.title.text,
    submit: open.view.submit?.text,
    close: open.view.close?.text ?? 'Close',
    fields,
    drawn: drawBlocks(open.view.blocks, eyes),
    errors: Object.fromEntries(whole === undefined ? wrong : [['', whole], ...wrong]),
  };
}

function fieldSeen({ block, blockId }: Field, error: string | undefined): ModalField {
  const { element } = block;
  return {
    label: block.label.text,
    hint: block.hint?.text,
    type: element.type,
    options: choicesOf(element).map(({ text }) => text.text),
    optional: block.optional === true,
    initial: initialOf(element),
    placeholder: 'placeholder' in element ? element.placeholder?.text : undefined,
    error,
    blockId,
  };
}

export const choicesOf = (element: Input): readonly Option[] =>
  element.type === 'plain_text_input' || element.type === 'number_input' ? [] : optionsOf(element);

/** What stands in a field when the dialog opens. */
export function initialOf(element: Input): string | undefined {
  if ('initial_value' in element) return element.initial_value;
  if ('initial_option' in element) return element.initial_option?.text.text;
  if ('initial_user' in element) return element.initial_user;
  return undefined;
}

/** The value of a field as it is sent; a text where Slack would not let it be sent. */
export function valueOf(
  element: Input,
  typed: string | undefined,
  found: Option | undefined,
): Readonly<Record<string, unknown>> | string {
  const { type } = element;
  if (type === 'plain_text_input' || type === 'number_input') {
    const problem = typed === undefined ? undefined : misfit(element, typed);
    return problem ?? { type, value: typed ?? null };
  }
  if (type === 'users_select') return { type, selected_user: typed ?? null };
  if (type === 'checkboxes') return { type, selected_options: found ? [found] : [] };
  if (typed !== undefined && found === undefined) return `${typed} is not among the choices`;
  return { type, selected_option: found ?? null };
}

function misfit(element: Input, typed: string): string | undefined {
  if (element.type === 'number_input') {
    const number = Number(typed);
    const whole = element.is_decimal_allowed || Number.isInteger(number);
    if (typed.trim() === '' || !Number.isFinite(number) || !whole)
      return `${typed} is not a number`;
    if (element.min_value !== undefined && number < Number(element.min_value))
      return `${typed} is less than ${element.min_value}`;
    return element.max_value !== undefined && number > Number(element.max_value)
      ? `${typed} is more than ${element.max_value}`
      : undefined;
  }
  if (element.type !== 'plain_text_input') return undefined;
  if (typed.length < (element.min_length ?? 0)) return `${typed} is too short`;
  return typed.length > (element.max_length ?? 3000)
    ? `${typed.slice(0, 20)}… is too long`
    : undefined;
}
