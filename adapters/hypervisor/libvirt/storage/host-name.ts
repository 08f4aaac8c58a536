import type { Client } from '../client.ts';

/** The name of the one physical node behind a libvirt. */
export async function hostName(client: Client, signal: AbortSignal): Promise<string> {
  const [name = ''] = await client.query(['hostname'], { signal });
  return name.trim();
}
