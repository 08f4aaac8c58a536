import { z } from 'zod';

/** What is read of the bodies that a bot sends; everything else in them is kept as it came. */

const choice = z.looseObject({
  label: z.string(),
  value: z.string(),
  description: z.string().nullish(),
  default: z.boolean().nullish(),
});

/** Every kind of component in one: docs.discord.com/developers/components/reference */
export const component = z.looseObject({
  type: z.number(),
  id: z.number().optional(),
  custom_id: z.string().nullish(),
  label: z.string().nullish(),
  description: z.string().nullish(),
  style: z.number().nullish(),
  disabled: z.boolean().nullish(),
  url: z.string().nullish(),
  content: z.string().nullish(),
  value: z.string().nullish(),
  placeholder: z.string().nullish(),
  required: z.boolean().nullish(),
  default: z.boolean().nullish(),
  min_values: z.number().nullish(),
  max_values: z.number().nullish(),
  min_length: z.number().nullish(),
  max_length: z.number().nullish(),
  accent_color: z.number().nullish(),
  divider: z.boolean().nullish(),
  options: z.array(choice).nullish(),
  emoji: z.looseObject({ name: z.string().nullish() }).nullish(),
  media: z.looseObject({ url: z.string() }).nullish(),
  file: z.looseObject({ url: z.string() }).nullish(),
  items: z
    .array(
      z.looseObject({
        media: z.looseObject({ url: z.string() }),
        description: z.string().nullish(),
      }),
    )
    .nullish(),
  get components(): z.ZodOptional<z.ZodNullable<z.ZodArray<typeof component>>> {
    return z.array(component).nullable().optional();
  },
  get component(): z.ZodOptional<z.ZodNullable<typeof component>> {
    return component.nullable().optional();
  },
  get accessory(): z.ZodOptional<z.ZodNullable<typeof component>> {
    return component.nullable().optional();
  },
});
export type Component = z.infer<typeof component>;

const embed = z.looseObject({
  title: z.string().nullish(),
  description: z.string().nullish(),
  color: z.number().nullish(),
  fields: z
    .array(z.looseObject({ name: z.string(), value: z.string(), inline: z.boolean().nullish() }))
    .nullish(),
  footer: z.looseObject({ text: z.string() }).nullish(),
  author: z.looseObject({ name: z.string() }).nullish(),
  image: z.looseObject({ url: z.string() }).nullish(),
  thumbnail: z.looseObject({ url: z.string() }).nullish(),
});
export type Embed = z.infer<typeof embed>;

export const messageBody = z.looseObject({
  content: z.string().nullish(),
  embeds: z.array(embed).nullish(),
  components: z.array(component).nullish(),
  flags: z.number().nullish(),
  nonce: z.union([z.string(), z.number()]).nullish(),
  enforce_nonce: z.boolean().nullish(),
  allowed_mentions: z
    .looseObject({
      parse: z.array(z.string()).nullish(),
      users: z.array(z.string()).nullish(),
      roles: z.array(z.string()).nullish(),
      replied_user: z.boolean().nullish(),
    })
    .nullish(),
  message_reference: z.looseObject({ message_id: z.string().optional() }).nullish(),
  attachments: z
    .array(
      z.looseObject({
        id: z.union([z.string(), z.number()]),
        filename: z.string().nullish(),
        description: z.string().nullish(),
      }),
    )
    .nullish(),
});
export type MessageBody = z.infer<typeof messageBody>;

export const modalBody = z.looseObject({
  custom_id: z.string(),
  title: z.string(),
  components: z.array(component),
});
export type ModalBody = z.infer<typeof modalBody>;

const suggestion = z.looseObject({
  name: z.string(),
  value: z.union([z.string(), z.number()]),
});

export const callbackBody = z.looseObject({ type: z.number(), data: z.unknown().optional() });
export const choicesBody = z.looseObject({ choices: z.array(suggestion) });
export const deferBody = z.looseObject({ flags: z.number().nullish() });

/** docs.discord.com/developers/interactions/application-commands */
export const option = z.looseObject({
  type: z.number(),
  name: z.string(),
  description: z.string().optional(),
  required: z.boolean().nullish(),
  autocomplete: z.boolean().nullish(),
  min_value: z.number().nullish(),
  max_value: z.number().nullish(),
  max_length: z.number().nullish(),
  choices: z.array(suggestion).nullish(),
  get options(): z.ZodOptional<z.ZodNullable<z.ZodArray<typeof option>>> {
    return z.array(option).nullable().optional();
  },
});
export type Option = z.infer<typeof option>;

export const commandBody = z.looseObject({
  name: z.string(),
  type: z.number().optional(),
  description: z.string().optional(),
  options: z.array(option).nullish(),
});
export type CommandBody = z.infer<typeof commandBody>;

/** docs.discord.com/developers/resources/message#message-object-message-flags */
export const flag = { ephemeral: 1 << 6, loading: 1 << 7, componentsV2: 1 << 15 };

/** docs.discord.com/developers/components/reference#component-object-component-types */
export const kind = {
  row: 1,
  button: 2,
  select: 3,
  input: 4,
  section: 9,
  text: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
  label: 18,
  radios: 21,
  checks: 22,
  check: 23,
};
