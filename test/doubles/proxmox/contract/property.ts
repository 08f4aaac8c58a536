import { z } from 'zod';

/** Its flags are 0, 1 and now and then "1". */
const flag = z
  .union([z.number(), z.string(), z.boolean()])
  .transform((value) => Number(value) === 1);
const number = z.union([z.number(), z.string()]).transform(Number);

const known = {
  type: z.string().optional(),
  optional: flag.optional(),
  enum: z.array(z.union([z.string(), z.number()]).transform(String)).nullish(),
  pattern: z.string().optional(),
  minimum: number.optional(),
  maximum: number.optional(),
  minLength: number.optional(),
  maxLength: number.optional(),
  requires: z.string().optional(),
  default_key: flag.optional(),
  alias: z.string().optional(),
  keyAlias: z.string().optional(),
};

/** A part of a property string, as `bridge` in `net0`. */
export const PartSchema = z.looseObject({ ...known, format: z.unknown().optional() });
export type Part = z.infer<typeof PartSchema>;

/** One parameter. Its `format` is a name, or the parts of a property string. */
export const PropertySchema = z.looseObject({
  ...known,
  format: z.union([z.string(), z.record(z.string(), PartSchema)]).optional(),
});
export type Property = z.infer<typeof PropertySchema>;

export const ParametersSchema = z.looseObject({
  additionalProperties: flag.optional().catch(undefined),
  properties: z.record(z.string(), PropertySchema).optional(),
});
export type Parameters = z.infer<typeof ParametersSchema>;
