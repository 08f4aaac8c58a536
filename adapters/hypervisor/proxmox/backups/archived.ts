import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import { type Client, path } from '../client/client.ts';
import { capacityOf, drivesOf, type GuestConfig, isCdrom } from '../guest-config.ts';

/**
 * The configuration that an archive brings back; undefined where it cannot be read, which takes nothing from the
 * backup itself.
 */
export async function readArchived(
  client: Client,
  { node, volid }: { readonly node: string; readonly volid: string },
  signal: AbortSignal,
): Promise<GuestConfig | undefined> {
  try {
    const asked = path`/nodes/${node}/vzdump/extractconfig`;
    const text = await client.get(asked, { schema: z.string(), params: { volume: volid }, signal });
    return parseConfig(text);
  } catch (error) {
    if (error instanceof BotError && !signal.aborted) return undefined;
    throw error;
  }
}

/** `key: value` lines up to the first section, which is a snapshot's; comments begin with `#`. */
export function parseConfig(text: string): GuestConfig {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => line.startsWith('['));
  const own = end < 0 ? lines : lines.slice(0, end);
  return new Map(
    own.flatMap((line) => {
      const found = /^([a-z][\w-]*):\s*(.*?)\s*$/.exec(line);
      return found ? [[found[1] ?? '', found[2] ?? ''] as const] : [];
    }),
  );
}

/** The sum of the disks; undefined where one of them does not say. */
export function diskBytesOf(config: GuestConfig): number | undefined {
  const sizes = drivesOf(config)
    .filter((drive) => !isCdrom(drive) && !drive.key.startsWith('unused'))
    .map(capacityOf);
  const known = sizes.filter((size) => size !== undefined);
  return known.length < sizes.length || known.length === 0
    ? undefined
    : known.reduce((sum, size) => sum + size, 0);
}
