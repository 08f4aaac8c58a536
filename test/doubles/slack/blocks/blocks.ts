import { z } from 'zod';
import { limits } from '../limits.ts';
import { accessory, action, image, input } from './elements.ts';
import { richText } from './rich-text.ts';
import { blockId, plain, text } from './text.ts';

const section = z
  .strictObject({
    type: z.literal('section'),
    text: text(limits.sectionText.most).optional(),
    fields: z.array(text(limits.fieldText.most)).min(1).max(limits.fields.most).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
    ...blockId,
  })
  .refine((of) => of.text !== undefined || of.fields !== undefined, {
    error: 'missing required field: text or fields',
  });

const rawCell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1) }),
  richText,
]);

const table = z.strictObject({
  type: z.literal('table'),
  rows: z
    .array(z.array(rawCell).min(1).max(limits.tableColumns.most))
    .min(1)
    .max(limits.tableRows.most),
  column_settings: z
    .array(
      z
        .strictObject({
          align: z.enum(['left', 'center', 'right']).optional(),
          is_wrapped: z.boolean().optional(),
        })
        .nullable(),
    )
    .max(limits.tableColumns.most)
    .optional(),
  ...blockId,
});

const picture = z
  .strictObject({ ...image.shape, title: plain(limits.altText.most).optional(), ...blockId })
  .refine((of) => (of.image_url === undefined) !== (of.slack_file === undefined), {
    error: 'must provide either image_url or slack_file',
  });

/** A block that Slack takes from a bot; those no bot of this kind would send are refused as unknown. */
export const block = z.discriminatedUnion('type', [
  section,
  z.strictObject({ type: z.literal('header'), text: plain(limits.headerText.most), ...blockId }),
  z.strictObject({ type: z.literal('divider'), ...blockId }),
  z.strictObject({
    type: z.literal('context'),
    elements: z
      .array(z.discriminatedUnion('type', [...text().options, image]))
      .min(1)
      .max(limits.contextElements.most),
    ...blockId,
  }),
  z.strictObject({
    type: z.literal('actions'),
    elements: z.array(action).min(1).max(limits.actions.most),
    ...blockId,
  }),
  z.strictObject({
    type: z.literal('alert'),
    text: text(),
    level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
    ...blockId,
  }),
  z.strictObject({
    type: z.literal('input'),
    label: plain(limits.inputLabel.most),
    hint: plain(limits.inputLabel.most).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
    element: input,
    ...blockId,
  }),
  z.strictObject({
    type: z.literal('markdown'),
    text: z.string().min(1).max(limits.markdown.most),
    ...blockId,
  }),
  richText,
  table,
  picture,
]);

export type Block = z.infer<typeof block>;
