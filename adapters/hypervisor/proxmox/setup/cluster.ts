import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { Interview } from '../../../../src/interview.ts';
import type { Client } from '../client/client.ts';
import { askDoor, type Door } from './door.ts';

/** What the cluster says of itself, over a way that is believed. */
export interface Cluster {
  /** To propose as the site's name. */
  readonly name?: string | undefined;
  /** Its other nodes, with their addresses. */
  readonly others: readonly string[];
  /** The certificates of all its nodes. */
  readonly fingerprints: ReadonlySet<string>;
}

const Status = z.array(
  z.object({
    type: z.string(),
    name: z.string(),
    ip: z.string().optional(),
    local: z.number().optional(),
  }),
);
const Nodes = z.array(z.object({ node: z.string(), ssl_fingerprint: z.string().optional() }));

/** Nothing is known of it where the bot may not ask. */
export async function readCluster(client: Client, signal: AbortSignal): Promise<Cluster> {
  try {
    const status = await client.get('/cluster/status', { schema: Status, signal });
    const nodes = await client.get('/nodes', { schema: Nodes, signal });
    const named = status.find(({ type }) => type === 'cluster') ?? status[0];
    return {
      name: named?.name,
      others: status
        .filter(({ type, local }) => type === 'node' && local !== 1)
        .map(({ name, ip }) => `${name} at ${ip ?? 'an address it does not tell'}`),
      fingerprints: new Set(nodes.flatMap((node) => node.ssl_fingerprint?.toUpperCase() ?? [])),
    };
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return { others: [], fingerprints: new Set() };
  }
}

/** Other nodes to go by; a certificate that the cluster told of needs no look. */
export async function askOthers(
  interview: Interview,
  { others, fingerprints }: Cluster,
): Promise<readonly Door[]> {
  const doors: Door[] = [];
  if (others.length === 0) return doors;
  interview.say(`The cluster has other nodes: ${others.join(', ')}`);
  const question = 'Is the bot to go by another node too, should the first be down?';
  for (let left = others.length; left > 0; left -= 1) {
    if (!(await interview.confirm(question, true))) break;
    doors.push(await askDoor(interview, 'Address of that node', fingerprints));
  }
  return doors;
}
