import type { Client } from './client.ts';
import { hostSystem } from './host-system.ts';

/** What the host of this VirtualBox is called; VBoxManage does not tell. */
export function createHostName({ reach }: Pick<Client, 'reach'>) {
  let known: string | undefined;
  return async (signal: AbortSignal): Promise<string> => {
    known ??= await (await hostSystem(reach, signal)).name();
    return known;
  };
}
export type HostName = ReturnType<typeof createHostName>;
