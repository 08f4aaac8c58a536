import { nameOfHost } from '../../../../src/setup/ssh/name.ts';
import type { SiteSetup } from '../../../../src/site.ts';
import { createClient } from '../client/create-client.ts';
import { askOthers, readCluster } from './cluster.ts';
import { askDoor } from './door.ts';
import { askIdentity, trustOf } from './identity.ts';
import { reportPrivileges } from './report.ts';

/** Connects, has the certificate confirmed, signs in and says which privilege is missing for what. */
export const ask: SiteSetup['ask'] = async (interview, services) => {
  const door = await askDoor(interview, 'Address of a node, as in pve1.example.org');
  const who = await askIdentity(interview, services, door);
  interview.say(`✓ Proxmox VE ${who.version} lets the bot in`);
  const client = createClient(who.client);
  try {
    const { identity } = client;
    await reportPrivileges(interview, { client, identity, version: who.version });
    const cluster = await readCluster(client, interview.signal);
    const doors = [door, ...(await askOthers(interview, cluster))];
    const urls = [...new Set(doors.map(({ origin }) => origin))];
    return {
      settings: { urls, ...trustOf(doors), ...who.settings },
      name: nameOfHost(cluster.name ?? new URL(door.origin).hostname, 'proxmox'),
    };
  } finally {
    await client.close();
  }
};
