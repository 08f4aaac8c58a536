import type { InputBlock, InputBlockElement, ModalView, PlainTextOption } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Form, FormField } from '../../../../src/chat.ts';
import { visible } from '../../../../src/drawing/visible.ts';
import { fieldId } from '../incoming/form-answers.ts';
import type { Seat } from '../incoming/told.ts';
import { plain } from '../render/buttons.ts';
import { type Limits, limits as theirs } from '../render/limits.ts';

export interface Asked {
  /** What the form is kept under. */
  readonly id: string;
  readonly form: Form;
  readonly seat: Seat;
}

/** The form as Slack shows it over the chat. */
export function drawForm({ id, form, seat }: Asked, limits: Limits = theirs): ModalView {
  const whole = JSON.stringify({ id, seat });
  const { responseUrl: _, ...bare } = seat;
  const fits = whole.length <= limits.privateMetadata;
  return {
    type: 'modal',
    callback_id: 'form',
    title: plain(form.title, limits.viewTitle),
    submit: plain('Send', limits.viewTitle),
    close: plain('Cancel', limits.viewTitle),
    private_metadata: fits ? whole : JSON.stringify({ id, seat: bare }),
    blocks: form.fields
      .slice(0, limits.viewBlocks)
      .map((field, at) => drawField(field, at, limits)),
  };
}

function drawField(field: FormField, at: number, limits: Limits): InputBlock {
  return {
    type: 'input',
    block_id: fieldId(at),
    optional: !field.required,
    label: plain(field.label === '' ? field.name : field.label, limits.inputLabel),
    element: drawInput(field, fieldId(at), limits),
  };
}

function drawInput(field: FormField, id: string, limits: Limits): InputBlockElement {
  const { choices, integer, suggests, words } = field;
  if (choices && choices.length > 0 && choices.every((one) => isOption(one, limits))) {
    if (choices.length <= limits.options)
      return {
        type: 'static_select',
        action_id: id,
        options: choices.map((one) => optionOf(one, limits)),
      };
    // More than Slack shows at once: typing narrows them down.
    return { type: 'external_select', action_id: id, min_query_length: 0 };
  }
  if (suggests === true && words !== true)
    return { type: 'external_select', action_id: id, min_query_length: 0 };
  if (integer)
    return {
      type: 'number_input',
      action_id: id,
      is_decimal_allowed: false,
      min_value: String(integer.min),
      max_value: String(integer.max),
    };
  return { type: 'plain_text_input', action_id: id };
}

/** True for a value that Slack brings back whole. */
export function isOption(value: string, limits: Limits = theirs): boolean {
  return value !== '' && value.length <= limits.optionValue;
}

export function optionOf(value: string, limits: Limits = theirs): PlainTextOption {
  return { text: plain(visible(value), limits.optionText), value };
}

/** https://docs.slack.dev/reference/methods/views.open: within 3 s of what triggers it. */
export async function openForm(web: WebClient, trigger: string, asked: Asked): Promise<void> {
  await web.views.open({ trigger_id: trigger, view: drawForm(asked) });
}
