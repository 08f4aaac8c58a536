import type { Accounts } from '../access/accounts.ts';
import type { Route } from '../route.ts';
import { accessRoutes } from './access.ts';
import { agentRoutes } from './agent.ts';
import { agentExecRoutes } from './agent-exec.ts';
import { agentFileRoutes } from './agent-files.ts';
import { clusterRoutes } from './cluster.ts';
import { guestRoutes } from './guests.ts';
import { haRoutes } from './ha-resources.ts';
import { lxcPowerRoutes } from './lxc-power.ts';
import { nodeRoutes } from './nodes.ts';
import { poolRoutes } from './pools.ts';
import { qemuPowerRoutes } from './qemu-power.ts';
import { snapshotRoutes } from './snapshots.ts';
import { storageConfigRoutes } from './storage-config.ts';
import { taskRoutes } from './tasks.ts';

export function routesFor(accounts: Accounts): readonly Route[] {
  return [
    ...accessRoutes(accounts),
    ...clusterRoutes,
    ...haRoutes,
    ...nodeRoutes,
    ...poolRoutes,
    ...taskRoutes,
    ...guestRoutes,
    ...qemuPowerRoutes,
    ...lxcPowerRoutes,
    ...snapshotRoutes,
    ...storageConfigRoutes,
    ...agentRoutes,
    ...agentExecRoutes,
    ...agentFileRoutes,
  ];
}
