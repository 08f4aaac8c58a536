import type { Client } from '../../../../adapters/hypervisor/proxmox/client/client.ts';
import {
  type ClientSettings,
  createClient,
} from '../../../../adapters/hypervisor/proxmox/client/create-client.ts';
import type { LoginPace } from '../../../../adapters/hypervisor/proxmox/client/login.ts';
import type { ProxmoxDouble } from '../../../doubles/proxmox/index.ts';

export interface ClientMaker {
  (settings?: Partial<ClientSettings>, pace?: LoginPace): Client & { readonly identity: string };
  /** All that were made. */
  close(): Promise<void>;
}

/** Clients of a double: over its first entry point, with its pin and the token that may do all. */
export function clientMaker(double: () => ProxmoxDouble): ClientMaker {
  const made: Client[] = [];
  const make = (settings: Partial<ClientSettings> = {}, pace: LoginPace = {}) => {
    const { urls, tokens, fingerprint } = double();
    const own = { urls: urls.slice(0, 1), token: tokens.root, fingerprints: [fingerprint] };
    const client = createClient({ ...own, ...settings }, pace);
    made.push(client);
    return client;
  };
  return Object.assign(make, {
    async close() {
      await Promise.all(made.splice(0).map((client) => client.close()));
    },
  });
}
