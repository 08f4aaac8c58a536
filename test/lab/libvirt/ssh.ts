import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { BotError } from '../../../src/errors.ts';
import { run } from '../run.ts';
import { hostPid, type LabHost, onHost } from './host.ts';

/** A host as far as its ssh is concerned. */
export type SshHost = Pick<LabHost, 'name' | 'directory'>;

/** How to reach a host over ssh from outside it. */
export interface SshAccess {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: 'root';
  readonly identity: string;
  readonly knownHosts: string;
}

/** Starts the host's sshd, which lets only one new key in, and a door to it on the machine's loopback. */
export async function openSsh(
  host: SshHost,
  options: { readonly directory: string; readonly signal: AbortSignal },
): Promise<SshAccess> {
  const { signal } = options;
  const directory = join(options.directory, host.name);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const identity = join(directory, 'id_ed25519');
  await createKey(identity, signal);
  const own = join(host.directory, 'etc', 'ssh');
  await mkdir(own, { recursive: true });
  const hostKey = join(own, 'lab_host_key');
  await createKey(hostKey, signal);
  await writeFile(join(own, 'lab_authorized_keys'), await readFile(`${identity}.pub`));
  await writeFile(join(own, 'lab_sshd_config'), sshdSettings);
  // The account may be locked on this machine; its copy lets a key in, and no password fits `*`.
  await onHost(host, ['sed', '-i', 's/^root:[^:]*:/root:*:/', '/etc/shadow'], { signal });
  // sshd starts itself anew for every connection and wants to know its own full path.
  const log = '/run/sshd.log';
  await onHost(host, ['/usr/sbin/sshd', '-f', '/etc/ssh/lab_sshd_config', '-E', log], { signal });
  const port = await openDoor(host, signal);
  const knownHosts = join(directory, 'known_hosts');
  const publicKey = await readFile(`${hostKey}.pub`, 'utf8');
  await writeFile(knownHosts, `[127.0.0.1]:${port} ${publicKey}`, { mode: 0o600 });
  return { host: '127.0.0.1', port, user: 'root', identity, knownHosts };
}

/** The key that lets a person into those guests that have an ssh. */
export async function guestKey(directory: string, signal: AbortSignal): Promise<string> {
  const file = join(directory, 'guest_ed25519');
  await createKey(file, signal);
  const [, key = ''] = (await readFile(`${file}.pub`, 'utf8')).split(' ');
  return key;
}

async function createKey(file: string, signal: AbortSignal): Promise<void> {
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', file], { signal });
}

/** See sshd_config(5). Many sessions, because one connection is shared by every command of a site. */
const sshdSettings = [
  'Port 22',
  'HostKey /etc/ssh/lab_host_key',
  'AuthorizedKeysFile /etc/ssh/lab_authorized_keys',
  'PermitRootLogin prohibit-password',
  'PasswordAuthentication no',
  'KbdInteractiveAuthentication no',
  'UsePAM no',
  'UseDNS no',
  'PidFile /run/sshd.pid',
  'MaxSessions 100',
  'MaxStartups 100',
  'Subsystem sftp internal-sftp',
  '',
].join('\n');

/** Listens here on a free port of loopback, and hands the socket to a process in the host's network. */
export async function openDoor(host: SshHost, signal: AbortSignal, to = 22): Promise<number> {
  const door = createServer();
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const { port } = door.address() as AddressInfo;
  const log = openSync(join(host.directory, 'log', 'relay.log'), 'a', 0o600);
  // The directory is there for whoever looks at the list of processes.
  const relay = fork(new URL('./relay.ts', import.meta.url), [host.directory, `${to}`], {
    execPath: 'nsenter',
    // With our files, as the host may have no Node; it ends with the host's processes.
    execArgv: ['--target', hostPid(host), '--net', '--pid', '--', process.execPath],
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  relay.send('door', door);
  await Promise.race([once(relay, 'message', { signal }), ended(relay, host)]);
  relay.disconnect();
  relay.unref();
  door.close();
  return port;
}

async function ended(relay: ChildProcess, host: SshHost): Promise<never> {
  await once(relay, 'exit');
  throw new BotError('failed', `the door to ${host.name} did not open`, {
    hint: `${host.directory}/log/relay.log says why.`,
  });
}

/** An ssh_config(5), for people: `ssh -F <directory>/config kvm-b`. */
export async function writeSshConfig(
  directory: string,
  hosts: Readonly<Record<string, SshAccess>>,
): Promise<void> {
  const entries = Object.entries(hosts).map(([name, access]) =>
    [
      `Host ${name}`,
      `  HostName ${access.host}`,
      `  Port ${access.port}`,
      `  User ${access.user}`,
      `  IdentityFile "${access.identity}"`,
      `  UserKnownHostsFile "${access.knownHosts}"`,
      '  StrictHostKeyChecking yes',
      '  IdentitiesOnly yes',
    ].join('\n'),
  );
  await writeFile(join(directory, 'config'), `${entries.join('\n')}\n`);
}
