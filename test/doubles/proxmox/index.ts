import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createAccounts, type Token } from './access/accounts.ts';
import { adminPrivileges, allPrivileges } from './access/privileges.ts';
import type { Grants } from './access/rights.ts';
import { readContract } from './contract/contract.ts';
import type { Faults } from './faults.ts';
import { createServe, type Delays, type Seen } from './http/serve.ts';
import { routesFor } from './routes/index.ts';
import { type Seed, smallCluster } from './world/seed.ts';
import { createWorld, type Pace, type World } from './world/world.ts';

export type { Faults } from './faults.ts';
export type { Seen } from './http/serve.ts';
export { bigCluster, smallCluster } from './world/seed.ts';

export interface ProxmoxOptions {
  /** What is there; `smallCluster` when absent. */
  readonly seed?: Seed;
  /** Milliseconds: short for tests, see `life` for those of a real one. */
  readonly pace?: Partial<Pace>;
  readonly delays?: Partial<Delays>;
  /** What each token may do where, and the user: root everything, ops what PVEAdmin may, bare nothing. */
  readonly grants?: { readonly root?: Grants; readonly ops?: Grants; readonly bare?: Grants };
  /** Milliseconds of the clock; the machine's own when absent. */
  readonly now?: () => number;
  /** Of the first node; free ones when absent. */
  readonly port?: number;
}

/** A Proxmox VE that is not one: a cluster on loopback, behind TLS. */
export interface ProxmoxDouble {
  /** One entry point for each node: `https://127.0.0.1:PORT`. */
  readonly urls: readonly string[];
  /** SHA-256 of its certificate, as Proxmox shows it. */
  readonly fingerprint: string;
  /** The path of a PEM file: the authority that signed it. */
  readonly ca: string;
  readonly tokens: { readonly root: Token; readonly ops: Token; readonly bare: Token };
  readonly user: { readonly name: string; readonly password: string };
  readonly calls: readonly Seen[];
  readonly faults: Faults;
  /** Everything that is there, to look at and to change behind the client's back. */
  readonly world: World;
  /** Which checks are off, in words. */
  readonly off: readonly string[];
  /** A ticket of the user's, without asking for it. */
  makeTicket(): { readonly ticket: string; readonly csrf: string };
  revoke(token: Token, isRevoked?: boolean): void;
  grant(token: Token, grants: Grants): void;
  /** Another authority's certificate, as somebody in between would show; or its own again. */
  showCertificate(which: 'own' | 'stranger'): void;
  /** What the client has open is cut. */
  cutConnections(): void;
  close(): Promise<void>;
}

/** The pace of a real one. */
export const life = {
  pace: { taskMs: 2000, statMs: 10_000, lockMs: 10_000, agentMs: 3000, secondMs: 1000 },
  delays: { unauthorizedMs: 3000, unreachableMs: 3000 },
} as const;

const brisk = {
  pace: { taskMs: 30, statMs: 50, lockMs: 300, agentMs: 30, secondMs: 10 },
  delays: { unauthorizedMs: 20, unreachableMs: 20 },
} as const;

const tokens = {
  root: { id: 'root@pam!full', secret: '11111111-1111-4111-8111-111111111111' },
  ops: { id: 'bot@pve!ops', secret: '22222222-2222-4222-8222-222222222222' },
  bare: { id: 'bot@pve!sep', secret: '33333333-3333-4333-8333-333333333333' },
} as const;

const passwords = { 'bot@pve': 'bot-password', 'root@pam': 'root-password' } as const;

export async function startProxmox(options: ProxmoxOptions = {}): Promise<ProxmoxDouble> {
  const { seed = smallCluster, now = Date.now, port = 0 } = options;
  const world = createWorld({ seed, pace: { ...brisk.pace, ...options.pace }, now });
  const accounts = createAccounts({
    tokens: Object.values(tokens),
    passwords,
    rights: world.rights,
    seconds: world.seconds,
  });
  grantAll(world, options.grants ?? {});
  const calls: Seen[] = [];
  const contract = readContract();
  const delays = { ...brisk.delays, ...options.delays };
  const routes = routesFor(accounts);
  const serve = createServe({ world, accounts, contract, routes, delays, calls });
  const servers = await Promise.all(
    [...world.nodes.keys()].map((node, index) =>
      listen(node, index === 0 ? port : 0, world, serve),
    ),
  );
  const cutConnections = () => {
    for (const server of servers) server.closeAllConnections();
  };
  return {
    urls: servers.map((server) => `https://127.0.0.1:${portOf(server)}`),
    fingerprint: new X509Certificate(read('node.pem')).fingerprint256,
    ca: pathOf('ca.pem'),
    tokens,
    user: { name: 'bot@pve', password: passwords['bot@pve'] },
    calls,
    faults: world.faults,
    world,
    off: contract.off,
    makeTicket: () => accounts.tickets.make('bot@pve'),
    revoke: (token, isRevoked) => accounts.revoke(token.id, isRevoked),
    grant: (token, grants) => world.rights.set(token.id, grants),
    showCertificate(which) {
      for (const server of servers) server.setSecureContext(certificate(which));
      cutConnections();
    },
    cutConnections,
    async close() {
      world.faults.clear();
      await world.tasks.close();
      await Promise.all(servers.map(closed));
    },
  };
}

function grantAll(world: World, grants: NonNullable<ProxmoxOptions['grants']>): void {
  const { rights } = world;
  rights.set('root@pam', { '/': allPrivileges });
  rights.set(tokens.root.id, grants.root ?? { '/': allPrivileges });
  rights.set('bot@pve', { '/': adminPrivileges });
  rights.set(tokens.ops.id, grants.ops ?? { '/': adminPrivileges });
  rights.set(tokens.bare.id, grants.bare ?? {});
}

async function listen(
  node: string,
  port: number,
  { faults }: World,
  serve: ReturnType<typeof createServe>,
): Promise<Server> {
  // An idle connection is closed after 5 s, as by the real proxy.
  const server = createServer({ ...certificate('own'), keepAliveTimeout: 5000 });
  server.on('connection', (socket) => {
    if (faults.downNodes.has(node)) socket.destroy();
  });
  server.on('request', (request, response) => {
    if (faults.downNodes.has(node)) return void response.destroy();
    serve(node, request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  return server;
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  return address.port;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function certificate(which: 'own' | 'stranger') {
  const name = which === 'own' ? 'node' : 'stranger';
  return { cert: read(`${name}.pem`), key: read(`${name}.key`) };
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(`certificates/${file}`, import.meta.url));
}

function read(file: string): string {
  return readFileSync(pathOf(file), 'utf8');
}
