import { z } from 'zod';
import { limits } from '../limits.ts';

const id = z.string().min(1).max(limits.id.most);
/** What every element that can be used has. */
export const actionId = { action_id: id.optional() };
/** What every block has. */
export const blockId = { block_id: id.optional() };

/** Plain text of at least one character. */
export const plain = (most: number = limits.text.most) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(most),
    emoji: z.boolean().optional(),
  });

const marked = (most: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(most),
    verbatim: z.boolean().optional(),
  });

/** Either kind of text of at least one character. */
export const text = (most: number = limits.text.most) =>
  z.discriminatedUnion('type', [plain(most), marked(most)]);

export type Text = z.infer<ReturnType<typeof text>>;

/** The question that is asked before a click counts. */
export const confirm = z.strictObject({
  title: plain(limits.confirmTitle.most),
  text: text(limits.confirmText.most),
  confirm: plain(limits.confirmButton.most),
  deny: plain(limits.confirmButton.most),
  style: z.enum(['primary', 'danger']).optional(),
});

export const confirmable = { confirm: confirm.optional() };
export const placeholder = { placeholder: plain(limits.placeholder.most).optional() };

/** One of several to choose from. */
export const option = z.strictObject({
  text: text(limits.optionText.most),
  value: z.string().min(1).max(limits.optionValue.most),
  description: plain(limits.optionText.most).optional(),
  url: z.string().max(limits.url.most).optional(),
});

export type Option = z.infer<typeof option>;
