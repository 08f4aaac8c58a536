import { z } from 'zod';
import { type Client, path } from '../client/client.ts';
import { bit, figure, word } from '../row.ts';
import type { Store } from './stores.ts';

const Verification = z.object({ state: word, upid: word }).optional().catch(undefined);

/**
 * What lies in a storage, as its `content` lists it. Of a note that has several lines only the first is given
 * (the schema of `/nodes/{node}/storage/{storage}/content` says so).
 */
const Row = z.object({
  volid: z.string(),
  content: word,
  format: word,
  size: figure,
  /** Of storages where only this can be told. */
  'approximate-size': figure,
  used: figure,
  vmid: figure,
  ctime: figure,
  subtype: word,
  notes: word,
  protected: bit,
  parent: word,
  verification: Verification,
});
export type Content = Readonly<z.infer<typeof Row>>;

/** Milliseconds for one storage; a list of all of them has 8 s. */
const DEADLINE = 6_000;

interface Which {
  readonly content?: string | undefined;
  readonly vmid?: string | undefined;
}

/** Throws what the storage answered, `timeout` for one that hangs. */
export function readContent(
  client: Client,
  { node, name }: Pick<Store, 'node' | 'name'>,
  { content, vmid, signal }: Which & { readonly signal: AbortSignal },
): Promise<readonly Content[]> {
  const params = { content, vmid: vmid === undefined ? undefined : Number(vmid) };
  const asked = path`/nodes/${node}/storage/${name}/content`;
  return client.get(asked, { schema: z.array(Row), params, signal, deadlineMs: DEADLINE });
}

export function sizeOf(row: Content): number | undefined {
  return row.size ?? row['approximate-size'];
}

/** The storage that a volume lies in: `local` of `local:100/vm-100-disk-0.qcow2`. */
export function storeOf(volid: string): string {
  return volid.slice(0, Math.max(0, volid.indexOf(':')));
}

/** Its own name: behind the storage, its directories, and the base that it stands on. */
export function fileOf(volid: string): string {
  return (
    volid
      .slice(volid.indexOf(':') + 1)
      .split('/')
      .at(-1) ?? volid
  );
}
