import { hostname } from 'node:os';
import type { Client } from './client.ts';

/** Milliseconds; it is asked once. */
const LIMIT = 8_000;

/** What the host of this VirtualBox is called; VBoxManage does not tell. */
export function createHostName({ reach }: Pick<Client, 'reach'>) {
  let known: string | undefined;
  return async (signal: AbortSignal): Promise<string> => {
    known ??= reach.remote
      ? (await reach.run(['uname', '-n'], { signal, timeoutMs: LIMIT })).stdout.trim()
      : hostname();
    return known;
  };
}
export type HostName = ReturnType<typeof createHostName>;
