import { PermissionFlagsBits } from 'discord.js';
import { z } from 'zod';
import { type Needed, needed } from '../registration/invite.ts';

const bits = z.string().transform((text) => BigInt(text));
export const role = z.object({ id: z.string(), permissions: bits });
export const member = z.object({ roles: z.array(z.string()) });
const overwrite = z.object({ id: z.string(), allow: bits, deny: bits });
export const channel = z.object({
  id: z.string(),
  type: z.number(),
  name: z.string().nullish(),
  permission_overwrites: z
    .array(overwrite)
    .nullish()
    .transform((list) => list ?? []),
});

export interface Standing {
  readonly guild: string;
  readonly person: string;
  readonly roles: readonly z.infer<typeof role>[];
  readonly member: z.infer<typeof member>;
}

/** What the bot lacks in this channel. */
export function lacking(where: z.infer<typeof channel>, standing: Standing): readonly Needed[] {
  const may = permissionsIn(where, standing);
  return needed.filter(({ bit }) => (may & bit) === 0n);
}

/** https://docs.discord.com/developers/topics/permissions#permission-overwrites */
function permissionsIn(
  { permission_overwrites: overwrites }: z.infer<typeof channel>,
  { guild, person, roles, member: mine }: Standing,
): bigint {
  const own = new Set(mine.roles);
  const base = roles
    .filter(({ id }) => id === guild || own.has(id))
    .reduce((sum, each) => sum | each.permissions, 0n);
  if ((base & PermissionFlagsBits.Administrator) !== 0n) return ~0n;
  const layers = [
    overwrites.filter(({ id }) => id === guild),
    overwrites.filter(({ id }) => own.has(id)),
    overwrites.filter(({ id }) => id === person),
  ];
  return layers.reduce((may, layer) => {
    const deny = layer.reduce((sum, each) => sum | each.deny, 0n);
    const allow = layer.reduce((sum, each) => sum | each.allow, 0n);
    return (may & ~deny) | allow;
  }, base);
}
