import { afterAll } from 'vitest';
import { type Cluster, openCluster } from '../proxmox/cluster.ts';
import { playThrough } from './play-through.ts';
import { scenes } from './story.ts';

const opened: Cluster[] = [];
afterAll(async () => {
  await Promise.all(opened.map((cluster) => cluster.close()));
});

playThrough(
  'a Proxmox cluster',
  async () => {
    const cluster = await openCluster();
    opened.push(cluster);
    return cluster.sites;
  },
  // The guests of the double have no processes that wait for each other, as both ends of a transfer do.
  scenes('web01', 'files01').filter(({ line }) => !line.startsWith('net transfer')),
);
