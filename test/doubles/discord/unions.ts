import { z } from 'zod';

/** The name under which the schemas of the file are known to each other. */
export const discordId = 'https://discord.com/openapi';
const here = '#/components/schemas/';

const list = z.array(z.unknown());
const record = z.record(z.string(), z.unknown());
const typed = z.looseObject({
  properties: z.looseObject({ type: z.looseObject({ enum: z.array(z.unknown()).min(1) }) }),
});
const nothing = z.looseObject({ type: z.literal('null') });
const reference = z.looseObject({ $ref: z.string() });

type Schemas = Readonly<Record<string, unknown>>;

/**
 * The same schemas, with unions that pick their branch by `type` first: else one wrong letter in a button is told as
 * a component that is none of eleven. Where the file is wrong about Discord, it is put right.
 */
export function pickByType(schema: unknown, known: Schemas): unknown {
  const rewrite = (value: unknown): unknown => {
    const items = list.safeParse(value);
    if (items.success) return items.data.map(rewrite);
    const parsed = record.safeParse(value);
    if (!parsed.success) return value;
    const { oneOf, anyOf, $ref, ...rest } = parsed.data;
    const branches = list.safeParse(oneOf ?? anyOf).data;
    return {
      ...Object.fromEntries(
        Object.entries(rest).map(([key, one]) => [key, mended[key] ?? rewrite(one)]),
      ),
      ...(typeof $ref === 'string' && { $ref: $ref.replace(here, `${discordId}${here}`) }),
      ...(branches && union(branches, known, rewrite)),
    };
  };
  return rewrite(schema);
}

/** Ids may be numbers where they are the index of an upload: docs.discord.com/developers/reference#uploading-files */
const idSchema = { type: ['string', 'integer'], pattern: '^(0|[1-9][0-9]*)$' };
/** The number of the file is a string in the API: docs.discord.com/developers/topics/permissions */
const bitsSchema = { type: ['string', 'integer', 'null'], pattern: '^[0-9]+$' };
const mended: Schemas = { SnowflakeType: idSchema, default_member_permissions: bitsSchema };

function union(
  branches: readonly unknown[],
  known: Schemas,
  rewrite: (one: unknown) => unknown,
): object {
  const rest = branches.filter((one) => !nothing.safeParse(one).success);
  const types = rest.map((one) => typesOf(one, known));
  if (rest.length === 0 || types.some((one) => one === undefined)) {
    return rest.length === 1 && rest.length < branches.length
      ? { if: { type: 'null' }, else: rewrite(rest[0]) }
      : { anyOf: branches.map(rewrite) };
  }
  const picks = rest.map((one, at) => ({
    if: { required: ['type'], properties: { type: { enum: types[at] } } },
    // biome-ignore lint/suspicious/noThenProperty: it is a word of JSON Schema
    then: rewrite(one),
  }));
  const picked = {
    type: 'object',
    required: ['type'],
    properties: { type: { enum: types.flat() } },
    allOf: picks,
  };
  return rest.length < branches.length ? { if: { type: 'null' }, else: picked } : picked;
}

function typesOf(schema: unknown, known: Schemas): readonly unknown[] | undefined {
  const ref = reference.safeParse(schema).data?.$ref;
  const found = ref === undefined ? schema : known[ref.replace(here, '')];
  return typed.safeParse(found).data?.properties.type.enum;
}
