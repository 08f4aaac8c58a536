import { z } from 'zod';
import { limits } from '../limits.ts';
import { block } from './blocks.ts';

/** The older way to put something under a message; still the only one with a colour bar. */
export const attachment = z
  .strictObject({
    color: z
      .string()
      .regex(/^(good|warning|danger|#?[0-9a-fA-F]{6})$/)
      .optional(),
    fallback: z.string().optional(),
    text: z.string().optional(),
    blocks: z.array(block).min(1).max(limits.messageBlocks.most).optional(),
  })
  .refine((of) => of.blocks !== undefined || of.text !== undefined || of.fallback !== undefined, {
    error: 'missing required field: blocks, text or fallback',
  });

export type Attachment = z.infer<typeof attachment>;
