import type { Client } from '../client.ts';
import type { HostName } from '../host-name.ts';
import type { Inventory } from '../inventory.ts';
import type { Folders } from '../storage/folders.ts';

/** What making and changing machines needs of its site. */
export interface Parts {
  readonly site: string;
  readonly client: Client;
  readonly inventory: Inventory;
  readonly hostName: HostName;
  readonly folders: Folders;
  /** Folders with installation media and disk images. */
  readonly images: readonly string[];
}
