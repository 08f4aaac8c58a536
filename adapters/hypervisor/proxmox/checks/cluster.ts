import { z } from 'zod';
import type { Check } from '../../../../src/hypervisor/checks.ts';
import type { Client } from '../client/client.ts';
import { answerIn } from '../client/refusal.ts';

const Entry = z.object({
  type: z.string(),
  name: z.string(),
  quorate: z.number().optional(),
  nodes: z.number().optional(),
  online: z.number().optional(),
});
type Entry = z.infer<typeof Entry>;
const Nodes = z.array(z.object({ node: z.string(), status: z.string() }));

/** Whether the cluster can change anything, and which of its nodes are gone. */
export async function checkCluster(client: Client, signal: AbortSignal): Promise<readonly Check[]> {
  try {
    const all = await client.get('/cluster/status', { schema: z.array(Entry), signal });
    const nodes = all.filter(({ type }) => type === 'node');
    const gone = nodes.filter(({ online }) => online !== 1).map(({ name }) => name);
    return [quorum(all.find(({ type }) => type === 'cluster')), nodesCheck(nodes.length, gone)];
  } catch (error) {
    signal.throwIfAborted();
    if (answerIn(error)?.status !== 403) throw error;
    return [unseen, await nodesAlone(client, signal)];
  }
}

const unseen: Check = {
  code: 'quorum-lost',
  subject: 'quorum',
  state: 'unknown',
  says: 'it may not be looked at without the privilege Sys.Audit on /',
};

function quorum(cluster: Entry | undefined): Check {
  const code = 'quorum-lost';
  const subject = 'quorum';
  if (!cluster) return { code, subject, state: 'ok', says: 'a single node, which needs none' };
  return cluster.quorate === 1
    ? { code, subject, state: 'ok', says: `the cluster ${cluster.name} has it` }
    : {
        code,
        subject,
        state: 'failed',
        says: `the cluster ${cluster.name} has lost it: nothing can be changed, and no machine started`,
        stops: 'all',
        hint: 'Bring enough of its nodes back.',
      };
}

/** `/nodes` needs no privilege. */
async function nodesAlone(client: Client, signal: AbortSignal): Promise<Check> {
  const nodes = await client.get('/nodes', { schema: Nodes, signal });
  const gone = nodes.filter(({ status }) => status !== 'online').map(({ node }) => node);
  return nodesCheck(nodes.length, gone);
}

function nodesCheck(count: number, gone: readonly string[]): Check {
  const code = 'node-offline';
  const subject = 'nodes';
  const all = count === 1 ? 'the node is online' : `all ${count} are online`;
  if (gone.length === 0) return { code, subject, state: 'ok', says: all };
  return {
    code,
    subject,
    state: 'warning',
    says: `${gone.join(', ')} of ${count} ${gone.length === 1 ? 'is' : 'are'} offline`,
    hint: 'What is on them is not reached until they are back.',
  };
}
