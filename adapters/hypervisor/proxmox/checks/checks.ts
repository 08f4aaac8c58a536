import type { About } from '../../../../src/checks.ts';
import { BotError } from '../../../../src/errors.ts';
import type { Check, Checks } from '../../../../src/hypervisor/checks.ts';
import type { Client } from '../client/client.ts';
import type { ClientSettings } from '../client/create-client.ts';
import type { HostParts } from '../hosts.ts';
import { checkCluster } from './cluster.ts';
import { askEntry, checkCertificate, checkLogin, checkReach } from './entry-points.ts';
import { checkPrivileges } from './privileges.ts';
import { Permissions } from './rights.ts';
import { readVitals } from './vitals.ts';

export interface ChecksParts {
  readonly client: Client;
  readonly identity: string;
  readonly settings: ClientSettings;
  readonly resources: HostParts['resources'];
}

/** The oldest that the adapter was written for. */
const OLDEST = 8;

/** From the way to the nodes inwards; what lies behind a door that is shut is not looked at. */
export function createChecks(parts: ChecksParts): Checks {
  const { settings, identity } = parts;
  return {
    vitals: (signal, only) => readVitals(parts, { signal, only }),
    async run(signal) {
      const asking = settings.urls.map((origin) => askEntry(settings, origin, signal));
      const entries = await Promise.all(asking);
      const reach = checkReach(entries);
      const reached = entries.filter(({ answered }) => answered);
      if (reached.length === 0) return reach;
      const certificates = await Promise.all(
        reached.map(({ origin }) =>
          guarded(certificate, async () => [await checkCertificate(settings, origin, signal)]),
        ),
      );
      const outer = [...reach, ...certificates.flat(), checkLogin(entries, identity)];
      const version = entries.find((entry) => entry.version !== undefined)?.version;
      if (version === undefined) return outer;
      return [...outer, checkVersion(version), ...(await inside(parts, version, signal))];
    },
  };
}

function checkVersion(version: string): Check {
  const says = `Proxmox VE ${version}`;
  if (majorOf(version) >= OLDEST)
    return { code: 'version-old', subject: 'version', state: 'ok', says };
  return {
    code: 'version-old',
    subject: 'version',
    state: 'warning',
    says,
    hint: `The bot was made for ${OLDEST} and newer: some things will be refused.`,
  };
}

const certificate: About = { code: 'certificate-ending', subject: 'certificate' };
const rights: About = { code: 'privileges-missing', subject: 'privileges' };
const quorum: About = { code: 'quorum-lost', subject: 'cluster' };

function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}

async function inside(
  { client, identity }: ChecksParts,
  version: string,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const privileges = guarded(rights, async () => {
    const permissions = await client.get('/access/permissions', { schema: Permissions, signal });
    return checkPrivileges(permissions, { identity, major: majorOf(version) });
  });
  const cluster = guarded(quorum, () => checkCluster(client, signal));
  return (await Promise.all([privileges, cluster])).flat();
}

/** What could not be looked at is unknown, with the reason. */
async function guarded(
  about: About,
  look: () => Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return [{ ...about, state: 'unknown', says: error.message, hint: error.hint }];
  }
}
