import type { Client } from '../client.ts';
import type { Shapes } from '../shapes.ts';

/** What making and changing machines needs of its site. */
export interface Parts {
  readonly site: string;
  readonly client: Client;
  readonly shapes: Shapes;
  readonly settings: ProvisionSettings;
}

export interface ProvisionSettings {
  /** The pool new disks are made in. */
  readonly pool?: string | undefined;
  /** The pools whose volumes are offered as images. */
  readonly images?: readonly string[] | undefined;
  /** True where KVM is offered and does not work. */
  readonly emulate?: boolean | undefined;
}
