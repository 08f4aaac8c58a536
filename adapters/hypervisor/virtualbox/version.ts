import type { Client } from './client.ts';

/** `7.2.22`; a wrapper may print warnings before it, and Debian writes its own name behind it. */
export function parseVersion(text: string): string | undefined {
  return /^(\d+\.\d+\.\d+)/m.exec(text)?.[1];
}

export async function readVersion(client: Client, signal: AbortSignal): Promise<string> {
  return parseVersion(await client.ask(['--version'], { signal })) ?? 'of unknown version';
}
