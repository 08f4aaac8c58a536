import { z } from 'zod';
import { limits } from '../limits.ts';
import { block } from './blocks.ts';
import { plain } from './text.ts';

const shared = {
  blocks: z.array(block).max(limits.viewBlocks.most),
  private_metadata: z.string().max(limits.privateMetadata.most).optional(),
  callback_id: z.string().max(limits.callbackId.most).optional(),
  external_id: z.string().max(limits.callbackId.most).optional(),
};

/** A dialog that is laid over the chat. */
export const modal = z
  .strictObject({
    type: z.literal('modal'),
    title: plain(limits.viewTitle.most),
    submit: plain(limits.viewButton.most).optional(),
    close: plain(limits.viewButton.most).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
    ...shared,
  })
  .refine((of) => of.submit !== undefined || !of.blocks.some(({ type }) => type === 'input'), {
    error: 'missing required field: submit',
    path: ['submit'],
  });

/** The page that the app has for each person. */
export const home = z.strictObject({ type: z.literal('home'), ...shared });

export type Modal = z.infer<typeof modal>;
export type Home = z.infer<typeof home>;
