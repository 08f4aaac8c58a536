import type { Accounts } from '../access/accounts.ts';
import type { Route } from '../route.ts';
import { accessRoutes } from './access.ts';
import { agentRoutes } from './agent.ts';
import { agentExecRoutes } from './agent-exec.ts';
import { agentFileRoutes } from './agent-files.ts';
import { cloneRoutes } from './clone.ts';
import { clusterRoutes } from './cluster.ts';
import { configRoutes } from './config.ts';
import { contentRoutes } from './content.ts';
import { createRoutes } from './create.ts';
import { deleteRoutes } from './delete.ts';
import { firewallRoutes } from './firewall.ts';
import { guestRoutes } from './guests.ts';
import { haRoutes } from './ha-resources.ts';
import { lxcPowerRoutes } from './lxc-power.ts';
import { networkRoutes } from './network.ts';
import { nodeRoutes } from './nodes.ts';
import { poolRoutes } from './pools.ts';
import { pruneRoutes } from './prune.ts';
import { qemuPowerRoutes } from './qemu-power.ts';
import { resizeRoutes } from './resize.ts';
import { rrdRoutes } from './rrd.ts';
import { snapshotRoutes } from './snapshots.ts';
import { storageRoutes } from './storage.ts';
import { taskRoutes } from './tasks.ts';
import { templateRoutes } from './template.ts';
import { vzdumpRoutes } from './vzdump.ts';

export function routesFor(accounts: Accounts): readonly Route[] {
  return [
    ...accessRoutes(accounts),
    ...clusterRoutes,
    ...haRoutes,
    ...nodeRoutes,
    ...poolRoutes,
    ...taskRoutes,
    ...firewallRoutes,
    ...guestRoutes,
    ...qemuPowerRoutes,
    ...lxcPowerRoutes,
    ...snapshotRoutes,
    ...storageRoutes,
    ...contentRoutes,
    ...pruneRoutes,
    ...rrdRoutes,
    ...networkRoutes,
    ...cloneRoutes,
    ...createRoutes,
    ...deleteRoutes,
    ...resizeRoutes,
    ...templateRoutes,
    ...vzdumpRoutes,
    ...configRoutes,
    ...agentRoutes,
    ...agentExecRoutes,
    ...agentFileRoutes,
  ];
}
