import { type Component, kind } from '../wire.ts';
import type { Modal } from '../world.ts';

/** A modal as a person sees it. */
export interface SeenModal {
  readonly title: string;
  readonly fields: readonly SeenField[];
}

export interface SeenField {
  readonly label: string;
  readonly type: string;
  readonly required: boolean;
  readonly options?: readonly string[];
  readonly description?: string;
  readonly value?: string;
}

interface Field {
  readonly label: string;
  readonly description: string | undefined;
  readonly input: Component;
  /** The label or row it stands in. */
  readonly around: Component;
}

export type Answers = Readonly<Record<string, string>> | readonly string[];

const names: Readonly<Record<number, string>> = {
  [kind.select]: 'select',
  5: 'people',
  6: 'roles',
  7: 'people and roles',
  8: 'channels',
  [kind.radios]: 'radio',
  [kind.checks]: 'checkboxes',
  [kind.check]: 'checkbox',
};

export function seeModal({ body }: Modal): SeenModal {
  return {
    title: body.title,
    fields: fieldsOf(body.components).map(({ label, description, input }) => ({
      label,
      type: input.type === kind.input ? (input.style === 2 ? 'paragraph' : 'text') : typeOf(input),
      // docs.discord.com/developers/components/reference: everything in a modal is required unless it says not.
      required: isRequired(input),
      ...(input.options && { options: input.options.map((one) => one.label) }),
      ...(description !== undefined && { description }),
      ...(input.value != null && { value: input.value }),
    })),
  };
}

function typeOf({ type }: Component): string {
  return names[type] ?? String(type);
}

function isRequired({ type, required }: Component): boolean {
  return type !== kind.check && required !== false;
}

function fieldsOf(components: readonly Component[]): readonly Field[] {
  return components.flatMap((around): Field[] => {
    const input = around.type === kind.label ? around.component : around.components?.[0];
    if (input === undefined || input === null) return [];
    const label = (around.type === kind.label ? around.label : input.label) ?? '';
    return [{ label, description: around.description ?? undefined, input, around }];
  });
}

/** What is sent: docs.discord.com/developers/components/reference, "interaction response structure". */
export function submission({ body }: Modal, answers: Answers): object {
  const fields = fieldsOf(body.components);
  checkNames(fields, answers);
  const components = body.components.flatMap((one, at) => {
    const index = fields.findIndex(({ around }) => around === one);
    const field = fields[index];
    if (field === undefined) return [{ type: one.type, id: at + 1 }];
    const given = isList(answers) ? answers[index] : answers[field.label];
    const filled = { ...fill(field, given), id: 100 + at };
    return [
      one.type === kind.label
        ? { type: one.type, id: at + 1, component: filled }
        : { type: one.type, id: at + 1, components: [filled] },
    ];
  });
  return { custom_id: body.custom_id, components };
}

function checkNames(fields: readonly Field[], answers: Answers): void {
  const unknown = isList(answers)
    ? answers[fields.length]
    : Object.keys(answers).find((name) => fields.every(({ label }) => label !== name));
  if (unknown !== undefined) throw new Error(`the form has no field for ${unknown}`);
}

function fill({ label, input }: Field, given: string | undefined): object {
  const shared = { type: input.type, custom_id: input.custom_id };
  const before = (input.options ?? []).filter((one) => one.default).map((one) => one.value);
  const empty = given === undefined || given === '';
  if (input.type === kind.input) return { ...shared, value: typed(label, input, given) };
  if (input.type === kind.check) return { ...shared, value: given === 'true' };
  const values = empty ? before : chosen(label, input, given);
  if (values.length === 0 && isRequired(input)) throw new Error(`the field ${label} is required`);
  return input.type === kind.radios
    ? { ...shared, value: values[0] ?? null }
    : { ...shared, values };
}

function typed(label: string, input: Component, given: string | undefined): string {
  const text = given ?? input.value ?? '';
  if (text === '' && isRequired(input)) throw new Error(`the field ${label} is required`);
  if (text.length > (input.max_length ?? 4000)) throw new Error(`too long for the field ${label}`);
  if (text !== '' && text.length < (input.min_length ?? 0)) {
    throw new Error(`too short for the field ${label}`);
  }
  return text;
}

/** Options are chosen by their labels or values; several with a comma between. */
function chosen(label: string, { options }: Component, given: string): readonly string[] {
  if (!options) return [given];
  const find = (word: string): string | undefined =>
    options.find((one) => one.label === word || one.value === word)?.value;
  const whole = find(given);
  if (whole !== undefined) return [whole];
  return given.split(',').map((word) => {
    const value = find(word.trim());
    if (value === undefined) throw new Error(`${word} is no option of the field ${label}`);
    return value;
  });
}

function isList(answers: Answers): answers is readonly string[] {
  return Array.isArray(answers);
}
