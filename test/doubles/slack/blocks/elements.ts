import { z } from 'zod';
import { limits } from '../limits.ts';
import { actionId, confirmable, option, placeholder, plain } from './text.ts';

const focus = { focus_on_load: z.boolean().optional() };
const field = { ...actionId, ...focus, ...placeholder };
const chosen = { ...field, ...confirmable };
const dispatch = {
  dispatch_action_config: z
    .strictObject({
      trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1),
    })
    .optional(),
};
const options = (most: number) => z.array(option).min(1).max(most);

const button = z.strictObject({
  type: z.literal('button'),
  text: plain(limits.buttonText.most),
  value: z.string().max(limits.buttonValue.most).optional(),
  url: z.url().max(limits.url.most).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: z.string().max(limits.buttonText.most).optional(),
  ...actionId,
  ...confirmable,
});

const group = z.strictObject({
  label: plain(limits.optionText.most),
  options: options(limits.options.most),
});

const staticSelect = z.strictObject({
  type: z.literal('static_select'),
  options: options(limits.options.most).optional(),
  option_groups: z.array(group).min(1).max(limits.optionGroups.most).optional(),
  initial_option: option.optional(),
  ...chosen,
});

const externalSelect = z.strictObject({
  type: z.literal('external_select'),
  initial_option: option.optional(),
  min_query_length: z.int().min(0).optional(),
  ...chosen,
});

const overflow = z.strictObject({
  type: z.literal('overflow'),
  options: options(limits.overflowOptions.most),
  ...actionId,
  ...confirmable,
});

const radio = z.strictObject({
  type: z.literal('radio_buttons'),
  options: options(limits.radioOptions.most),
  initial_option: option.optional(),
  ...actionId,
  ...focus,
  ...confirmable,
});

const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  options: options(limits.checkboxOptions.most),
  initial_options: z.array(option).min(1).optional(),
  ...actionId,
  ...focus,
  ...confirmable,
});

const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  initial_user: z.string().optional(),
  ...chosen,
});

const length = z.int().min(0).max(limits.inputLength.most).optional();

const plainInput = z.strictObject({
  type: z.literal('plain_text_input'),
  initial_value: z.string().optional(),
  multiline: z.boolean().optional(),
  min_length: length,
  max_length: length,
  ...dispatch,
  ...field,
});

const numberInput = z.strictObject({
  type: z.literal('number_input'),
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
  ...dispatch,
  ...field,
});

const selects = [staticSelect, externalSelect, radio, checkboxes, usersSelect] as const;

/** A picture beside a text or in a line of small print. */
export const image = z
  .strictObject({
    type: z.literal('image'),
    alt_text: z.string().min(1).max(limits.altText.most),
    image_url: z.url().max(limits.url.most).optional(),
    slack_file: z
      .strictObject({ id: z.string().optional(), url: z.string().optional() })
      .refine(({ id, url }) => (id === undefined) !== (url === undefined))
      .optional(),
  })
  .refine((of) => (of.image_url === undefined) !== (of.slack_file === undefined), {
    error: 'must provide either image_url or slack_file',
  });

/** What may stand in a row of actions. */
export const action = z.discriminatedUnion('type', [button, overflow, ...selects]);
/** What may stand beside a section's text. */
export const accessory = z.discriminatedUnion('type', [button, overflow, image, ...selects]);
/** What may be filled in. */
export const input = z.discriminatedUnion('type', [plainInput, numberInput, ...selects]);

export type Action = z.infer<typeof action>;
export type Button = z.infer<typeof button>;
export type Input = z.infer<typeof input>;
