import { randomUUID } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { posixLine } from '../../../src/shell/quote.ts';
import { endFirst, type FirstProcess, firstIsUp, startFirst } from '../first-process.ts';
import { type RunOptions, run } from '../run.ts';

/** One isolated machine of the lab with a real VirtualBox: its own files, name, network and processes. */
export interface BoxHost {
  readonly name: string;
  /** Everything of the host, under the same path outside and inside: `etc`, `home`, `tmp`, `pid`, `VBoxManage`. */
  readonly directory: string;
}

const firstProcess = join(import.meta.dirname, 'host.sh');

export async function startBox(
  host: BoxHost,
  { root, signal }: { readonly root: string; readonly signal: AbortSignal },
): Promise<void> {
  const { directory, name } = host;
  await prepareFiles(host, root);
  signal.throwIfAborted();
  await startFirst({ ...firstOf(directory), words: [name, root], signal });
  await manage(host, ['--version'], { signal });
}

/** A private copy of the root's /etc, so that ssh has its keys there and the host its own identity. */
async function prepareFiles({ directory, name }: BoxHost, root: string): Promise<void> {
  const etc = join(directory, 'etc');
  for (const made of ['log', 'home', 'tmp']) await mkdir(join(directory, made), { mode: 0o700 });
  await cp(join(root, 'etc'), etc, { recursive: true, verbatimSymlinks: true });
  await writeFile(join(etc, 'hostname'), `${name}\n`);
  await rm(join(etc, 'machine-id'), { force: true });
  await writeFile(join(etc, 'machine-id'), `${randomUUID().replaceAll('-', '')}\n`);
  // The home is the lab's, so that two labs never share a machine folder.
  const accounts = await readFile(join(etc, 'passwd'), 'utf8');
  const ours = accounts.replace(/^root:.*$/m, `root:x:0:0:root:${join(directory, 'home')}:/bin/sh`);
  await writeFile(join(etc, 'passwd'), ours);
  const program = programOf(directory);
  await writeFile(program, programText(directory));
  chmodSync(program, 0o755);
}

/** The program that the bot is told to run beside it: it goes into the host and is VBoxManage there. */
export function programOf(directory: string): string {
  return join(directory, 'VBoxManage');
}

/** What VirtualBox may know of the environment is passed on by name; see nsenter(1). */
function programText(directory: string): string {
  const pid = posixLine([join(directory, 'pid')]);
  const home = posixLine([`HOME=${join(directory, 'home')}`]);
  return `#!/bin/sh
exec nsenter --target "$(cat ${pid})" --mount --uts --net --pid -- /usr/bin/env -i ${home} \\
  USER=root LOGNAME=root PATH=/usr/sbin:/usr/bin LC_ALL="\${LC_ALL:-C.UTF-8}" \\
  \${VBOX_USER_HOME:+VBOX_USER_HOME="$VBOX_USER_HOME"} \${VBOX_IPC_SOCKETID:+VBOX_IPC_SOCKETID="$VBOX_IPC_SOCKETID"} \\
  /usr/lib/virtualbox/VBoxManage "$@"
`;
}

/** Runs VBoxManage on the host; throws with what it said when it exits non-zero. */
export function manage(
  { directory }: Pick<BoxHost, 'directory'>,
  args: readonly string[],
  options: RunOptions,
): Promise<string> {
  // Names may hold any letter, which the C locale has no bytes for.
  return run('env', ['LC_ALL=C.UTF-8', programOf(directory), ...args], options);
}

function firstOf(directory: string): FirstProcess {
  return { script: firstProcess, directory };
}

/** Ends the host with every machine on it; does nothing when it is not running. */
export function stopBox(directory: string): Promise<void> {
  return endFirst(firstOf(directory));
}

export function boxIsUp(directory: string): boolean {
  return firstIsUp(firstOf(directory));
}
