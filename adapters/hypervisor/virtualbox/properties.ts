import type { Client } from './client.ts';

/** What VirtualBox gives at most, and where it keeps machines. */
export interface Properties {
  readonly machineFolder: string;
  readonly maxCpus: number;
  readonly minMemoryMiB: number;
  readonly maxMemoryMiB: number;
}

/** https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-list */
export async function readProperties(client: Client, signal: AbortSignal): Promise<Properties> {
  return parseProperties(await client.ask(['list', 'systemproperties'], { signal }));
}

export function parseProperties(text: string): Properties {
  const of = (name: string) => new RegExp(`^${name}: +(.*?) *\\r?$`, 'm').exec(text)?.[1] ?? '';
  const figure = (name: string, otherwise: number) =>
    Number(/^\d+/.exec(of(name))?.[0] ?? otherwise);
  return {
    machineFolder: of('Default machine folder'),
    maxCpus: figure('Maximum guest CPU count', 1),
    minMemoryMiB: figure('Minimum guest RAM size', 4),
    maxMemoryMiB: figure('Maximum guest RAM size', 2_097_152),
  };
}
