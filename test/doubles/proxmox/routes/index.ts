import type { Route } from '../route.ts';
import { accessRoutes } from './access.ts';
import { clusterRoutes } from './cluster.ts';
import { guestRoutes } from './guests.ts';
import { lxcPowerRoutes } from './lxc-power.ts';
import { nodeRoutes } from './nodes.ts';
import { qemuPowerRoutes } from './qemu-power.ts';
import { taskRoutes } from './tasks.ts';

export const routes: readonly Route[] = [
  ...accessRoutes,
  ...clusterRoutes,
  ...nodeRoutes,
  ...taskRoutes,
  ...guestRoutes,
  ...qemuPowerRoutes,
  ...lxcPowerRoutes,
];
