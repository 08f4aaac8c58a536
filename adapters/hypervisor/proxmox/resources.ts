/** `/cluster/resources`: all guests, nodes and storages of the cluster in one call, asked once for all who want it. */
export interface Resources {
  /** What is so after this call. */
  read(signal: AbortSignal): Promise<readonly Resource[]>;
  /** The last answer, however old. */
  peek(): readonly Resource[];
}

/** As Proxmox gives it, only what is read; keys are absent rather than null. Flags are 0 and 1. */
export interface Resource {
  readonly id: string;
  readonly type: 'qemu' | 'lxc' | 'node' | 'storage' | string;
  readonly node?: string | undefined;
  readonly vmid?: number | undefined;
  readonly name?: string | undefined;
  readonly status?: string | undefined;
  readonly lock?: string | undefined;
  readonly template?: number | undefined;
  readonly tags?: string | undefined;
  readonly pool?: string | undefined;
  readonly hastate?: string | undefined;
  readonly cpu?: number | undefined;
  readonly maxcpu?: number | undefined;
  readonly mem?: number | undefined;
  readonly maxmem?: number | undefined;
  readonly memhost?: number | undefined;
  readonly disk?: number | undefined;
  readonly maxdisk?: number | undefined;
  readonly diskread?: number | undefined;
  readonly diskwrite?: number | undefined;
  readonly netin?: number | undefined;
  readonly netout?: number | undefined;
  readonly uptime?: number | undefined;
  readonly storage?: string | undefined;
  readonly content?: string | undefined;
  readonly plugintype?: string | undefined;
  readonly shared?: number | undefined;
}
