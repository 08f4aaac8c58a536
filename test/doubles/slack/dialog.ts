import type { Block } from './blocks/blocks.ts';
import type { Input } from './blocks/elements.ts';
import type { Option } from './blocks/text.ts';
import { drawBlocks } from './draw.ts';
import { limits } from './limits.ts';
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
  return {
    title: open.view.title.text,
    submit: open.view.submit?.text,
    close: open.view.close?.text ?? 'Close',
    fields,
    drawn: drawBlocks(open.view.blocks, eyes),
    errors: errorsOf(open, fields),
  };
}

function errorsOf({ errors }: OpenView, fields: readonly ModalField[]): OpenModal['errors'] {
  const named = fields.flatMap(({ label, error }) => (error === undefined ? [] : [[label, error]]));
  return Object.fromEntries([...Object.entries(errors).filter(([id]) => id === ''), ...named]);
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
export function sentAs(
  element: Input,
  typed: string | undefined,
  found: Option | undefined,
): Readonly<Record<string, unknown>> | string {
  const { type } = element;
  switch (element.type) {
    case 'plain_text_input':
    case 'number_input':
      return (typed !== undefined && misfit(element, typed)) || { type, value: typed ?? null };
    case 'users_select':
      return { type, selected_user: typed ?? null };
    case 'checkboxes':
      return { type, selected_options: found ? [found] : [] };
    default:
      if (typed !== undefined && !found) return `${typed} is not among the choices`;
      return { type, selected_option: found ?? null };
  }
}

type Typed = Extract<Input, { type: 'plain_text_input' | 'number_input' }>;

const misfit = (element: Typed, typed: string): string | undefined =>
  element.type === 'number_input' ? misfitNumber(element, typed) : misfitText(element, typed);

function misfitNumber(
  element: Extract<Input, { type: 'number_input' }>,
  typed: string,
): string | undefined {
  const number = Number(typed);
  const fits = element.is_decimal_allowed ? Number.isFinite(number) : Number.isInteger(number);
  if (typed.trim() === '' || !fits) return `${typed} is not a number`;
  const { min_value: least = '-Infinity', max_value: most = 'Infinity' } = element;
  if (number < Number(least)) return `${typed} is less than ${least}`;
  return number > Number(most) ? `${typed} is more than ${most}` : undefined;
}

function misfitText(
  element: Extract<Input, { type: 'plain_text_input' }>,
  typed: string,
): string | undefined {
  const { min_length: least = 0, max_length: most = limits.inputLength.most } = element;
  if (typed.length < least) return `it is shorter than ${least}`;
  return typed.length > most ? `it is longer than ${most}` : undefined;
}
