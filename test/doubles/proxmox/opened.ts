import { afterEach } from 'vitest';
import { type Client, createClient } from './client.ts';
import { type ProxmoxDouble, type ProxmoxOptions, startProxmox } from './index.ts';

/** A double and somebody who asks it; both end with the test. */
export interface Opened {
  readonly double: ProxmoxDouble;
  readonly client: Client;
  /** Somebody else who asks. */
  as(token: Parameters<typeof createClient>[1], entry?: number): Client;
}

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

export async function opened(options: ProxmoxOptions = {}): Promise<Opened> {
  const double = await startProxmox(options);
  const as: Opened['as'] = (token, entry) => {
    const client = createClient(double, token, entry);
    open.push(client);
    return client;
  };
  open.push(double);
  return { double, client: as(double.tokens.root), as };
}
