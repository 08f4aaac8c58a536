import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endFirst, type FirstProcess, firstIsUp, startFirst } from '../first-process.ts';
import { type RunOptions, run, until } from '../run.ts';

/** One isolated machine of the lab: its own name, files, network and processes, with a libvirt in it. */
export interface LabHost {
  readonly name: string;
  /** On the segment all hosts and guests of one lab share. */
  readonly address: string;
  /** Everything of the host: `etc`, `run`, `lib`, `log`, `images`, `pid`. */
  readonly directory: string;
}

const firstProcess = join(import.meta.dirname, 'host.sh');

export async function startHost(host: LabHost, signal: AbortSignal): Promise<void> {
  const { directory, name, address } = host;
  await prepareFiles(host);
  signal.throwIfAborted();
  await startFirst({ ...firstOf(directory), words: [name, address], signal });
  await startDaemon(host, signal);
}

function firstOf(directory: string): FirstProcess {
  return { script: firstProcess, directory };
}

/** bash reads the person's own start-up files for every ssh command, and those may wait for anything. */
async function plainShell(passwd: string): Promise<void> {
  const accounts = await readFile(passwd, 'utf8');
  await writeFile(passwd, accounts.replace(/^(root:.*:)[^:\n]*$/m, '$1/bin/sh'));
}

/** A private copy of /etc lets the host have its own identity and accounts without touching the machine's. */
async function prepareFiles({ directory, name }: LabHost): Promise<void> {
  const etc = join(directory, 'etc');
  await mkdir(join(directory, 'log'), { recursive: true, mode: 0o700 });
  await mkdir(join(directory, 'images'));
  await cp('/etc', etc, { recursive: true, verbatimSymlinks: true });
  await rm(join(etc, 'libvirt'), { recursive: true, force: true });
  await mkdir(join(etc, 'libvirt'));
  await writeFile(join(etc, 'hostname'), `${name}\n`);
  await rm(join(etc, 'machine-id'), { force: true });
  await writeFile(join(etc, 'machine-id'), `${randomUUID().replaceAll('-', '')}\n`);
  await writeFile(join(etc, 'libvirt', 'libvirtd.conf'), daemonSettings(randomUUID()));
  await writeFile(join(etc, 'libvirt', 'qemu.conf'), qemuSettings);
  await writeFile(join(etc, 'libvirt', 'libvirt.conf'), 'uri_default = "qemu:///system"\n');
  // Debian's libvirt looks this user up even when qemu.conf names another.
  await plainShell(join(etc, 'passwd'));
  if (!/^libvirt-qemu:/m.test(readFileSync(join(etc, 'passwd'), 'utf8'))) {
    const account = 'libvirt-qemu:x:64055:64055::/var/lib/libvirt:/usr/sbin/nologin\n';
    await writeFile(join(etc, 'passwd'), account, { flag: 'a' });
    await writeFile(join(etc, 'group'), 'libvirt-qemu:x:64055:\n', { flag: 'a' });
  }
}

function daemonSettings(hostUuid: string): string {
  return [
    'auth_unix_rw = "none"',
    'auth_unix_ro = "none"',
    'unix_sock_group = "root"',
    'unix_sock_rw_perms = "0700"',
    `host_uuid = "${hostUuid}"`,
    'log_outputs = "2:file:/var/log/libvirt/libvirtd.log"',
    '',
  ].join('\n');
}

/** No cgroups, no security driver, no virtlogd: what a container without systemd can give. */
const qemuSettings = [
  'user = "root"',
  'group = "root"',
  'security_driver = "none"',
  'security_default_confined = 0',
  'namespaces = []',
  'cgroup_controllers = []',
  'stdio_handler = "file"',
  'remember_owner = 0',
  '',
].join('\n');

/** The host's libvirt through its unix socket, for a client outside the host. */
export function hostUri(host: LabHost): string {
  return `qemu+unix:///system?socket=${host.directory}/run/libvirt/libvirt-sock`;
}

export function virsh(
  host: LabHost,
  args: readonly string[],
  options: RunOptions,
): Promise<string> {
  return run('virsh', ['--connect', hostUri(host), ...args], options);
}

type Inside = Pick<LabHost, 'directory'>;

/** Runs a program on the host: with its files, its name, its network and its processes. */
export function onHost(
  host: Inside,
  argv: readonly string[],
  options: RunOptions,
): Promise<string> {
  return run('nsenter', [...enterHost(host), ...argv], options);
}

/** The arguments that make `nsenter` enter the host; the program's own follow. */
function enterHost(host: Inside): string[] {
  return ['--target', hostPid(host), '--mount', '--uts', '--net', '--pid', '--'];
}

/** The number of the host's first process. */
export function hostPid({ directory }: Inside): string {
  return readFileSync(join(directory, 'pid'), 'utf8').trim();
}

const daemonPidFile = '/run/libvirtd.pid';

/** Starts libvirtd and waits until it knows its machines; those that run already are adopted. */
export async function startDaemon(host: LabHost, signal: AbortSignal): Promise<void> {
  await onHost(host, ['libvirtd', '--daemon', '--pid-file', daemonPidFile], { signal });
  // It answers before it has read what machines there are.
  const knowsAll = async () => {
    const words = ['list', '--all', '--uuid'];
    const said = await virsh(host, words, { signal, timeoutMs: 20_000 }).catch(() => undefined);
    if (said === undefined) return undefined;
    return said.split('\n').filter(Boolean).length >= definitions(host) || undefined;
  };
  await until(knowsAll, { signal, timeoutMs: 60_000, what: `libvirt on ${host.name} is silent` });
}

/** How many machines libvirt keeps a description of. */
function definitions({ directory }: LabHost): number {
  const place = join(directory, 'etc', 'libvirt', 'qemu');
  return existsSync(place) ? readdirSync(place).filter((name) => name.endsWith('.xml')).length : 0;
}

/** Kills libvirtd at once, as a crash would; its machines run on. */
export async function killDaemon(host: LabHost, signal: AbortSignal): Promise<void> {
  await signalOnHost(host, { pidFile: daemonPidFile, with: 'KILL', signal });
}

export interface HostSignal {
  /** A path as the host sees it. */
  readonly pidFile: string;
  readonly with: 'KILL' | 'STOP' | 'CONT';
  readonly signal: AbortSignal;
}

/** What is killed is gone then, with the locks that it held: its successor may start at once. */
export async function signalOnHost(host: LabHost, options: HostSignal): Promise<void> {
  const script = `pid=$(cat "$2") && kill -s "$1" "$pid" || exit 1
[ "$1" = KILL ] || exit 0
while grep -qs '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$pid/status"; do sleep 0.05; done`;
  await onHost(host, ['sh', '-c', script, 'sh', options.with, options.pidFile], options);
}

/** Ends the host with everything on it; does nothing when it is not running. */
export function stopHost(directory: string): Promise<void> {
  return endFirst(firstOf(directory));
}

export function hostIsUp(directory: string): boolean {
  return firstIsUp(firstOf(directory));
}
