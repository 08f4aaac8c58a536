import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Client, RowsClient } from '../../../../adapters/hypervisor/proxmox/client/client.ts';
import { BotError } from '../../../../src/errors.ts';

const Exchange = z.object({ body: z.object({ data: z.unknown() }) });

/** What a real Proxmox VE 9.2 answered. */
export function recorded(name: string): unknown {
  const file = join(import.meta.dirname, '../../../recorded/proxmox', `${name}.json`);
  return Exchange.parse(JSON.parse(readFileSync(file, 'utf8'))).body.data;
}

export interface ToldClient extends Client, RowsClient {
  /** The paths that were asked for, in order. */
  readonly asked: string[];
}

/** A client whose Proxmox answers what a test wants, for answers that are seldom or odd; nothing is sent. */
export function toldClient(says: (path: string) => unknown): ToldClient {
  const asked: string[] = [];
  const get: Client['get'] = async (path, { schema, signal }) => {
    signal.throwIfAborted();
    asked.push(path);
    const data = says(path);
    if (data instanceof BotError) throw data;
    return schema.parse(data);
  };
  return {
    asked,
    get,
    rows: (path, ask) => get(path, { ...ask, schema: z.array(z.unknown()) }),
    page: async (path, ask) => ({ data: await get(path, ask) }),
    send: () => Promise.reject(new Error('nothing is changed here')),
    now: Date.now,
    clock: async () => Date.now(),
    close: async () => {},
  };
}
