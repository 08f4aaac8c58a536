import {
  type APIComponentInLabel,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import type { Form, FormField } from '../../../../src/chat.ts';
import { visible } from '../../../../src/drawing/visible.ts';
import { type Limits, limits as theirs } from './limits.ts';
import { plain } from './words.ts';

/** The custom id of the input of the form's field there. */
export function fieldId(at: number): string {
  return `field-${at}`;
}

/** The first fields of the form, as many as Discord shows over the chat. */
export function renderModal(
  form: Form,
  customId: string,
  limits: Limits = theirs,
): APIModalInteractionResponseCallbackData {
  return {
    custom_id: customId,
    title: plain(form.title, limits.modalTitle),
    components: form.fields
      .slice(0, limits.modalFields)
      .map((field, at) => drawField(field, at, limits)),
  };
}

/** A label that is too long stands whole under its beginning. */
function drawField(field: FormField, at: number, limits: Limits): APILabelComponent {
  const label = field.label === '' ? field.name : field.label;
  const about = visible(label).length > limits.fieldLabel ? label : '';
  return {
    type: ComponentType.Label,
    label: plain(label, limits.fieldLabel),
    ...(about !== '' && { description: plain(about, limits.fieldDescription) }),
    component: drawInput(field, fieldId(at), limits),
  };
}

function drawInput(field: FormField, id: string, limits: Limits): APIComponentInLabel {
  const choices = [...new Set(field.choices ?? [])];
  if (isSelect(choices, limits)) {
    return {
      type: ComponentType.StringSelect,
      custom_id: id,
      required: field.required,
      min_values: field.required ? 1 : 0,
      max_values: 1,
      options: choices.map((value) => ({ label: plain(value, limits.optionText), value })),
    };
  }
  const example = exampleOf(field, choices);
  return {
    type: ComponentType.TextInput,
    custom_id: id,
    style: TextInputStyle.Short,
    required: field.required,
    ...(example !== '' && { placeholder: plain(example, limits.placeholder) }),
  };
}

/** Where Discord shows all of them and brings back whole the one that is picked. */
function isSelect(choices: readonly string[], limits: Limits): boolean {
  return (
    choices.length > 0 &&
    choices.length <= limits.options &&
    choices.every((value) => value.trim() !== '' && value.length <= limits.optionValue)
  );
}

function exampleOf({ integer, words }: FormField, choices: readonly string[]): string {
  if (choices.length > 0) return `such as ${choices.slice(0, 3).join(', ')}`;
  if (integer) return `${integer.min} to ${integer.max}`;
  return words === true ? 'as you would type it' : '';
}
