import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SshSettings } from '../../../../../src/ssh.ts';
import type { Settings } from '../../../../doubles/windows/host.ts';
import { freePort } from '../../../../fixtures/free-port.ts';
import { run } from '../../../../lab/run.ts';

const { signal } = new AbortController();
const standIn = join(import.meta.dirname, '../../../../doubles/windows/host.ts');

export interface WindowsHost {
  readonly ssh: SshSettings;
  close(): Promise<void>;
}

/** A real sshd on loopback that gives every line to what stands in for a Windows host. */
export async function openWindowsHost(settings: Settings): Promise<WindowsHost> {
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-windows-'));
  const at = (name: string) => join(directory, name);
  for (const key of ['host_key', 'id']) {
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)], { signal });
  }
  await writeFile(at('authorized_keys'), await readFile(at('id.pub')), { mode: 0o600 });
  await writeFile(at('settings.json'), JSON.stringify(settings));
  const port = await freePort();
  await writeFile(at('sshd_config'), sshdSettings(directory, port));
  await writeFile(at('known_hosts'), `[127.0.0.1]:${port} ${await readFile(at('host_key.pub'))}`);
  // Only the folder; what sshd wants of it is that nobody else can write there.
  await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', at('sshd_config')], { stdio: 'pipe' });
  await once(child.stderr, 'data');
  return {
    ssh: {
      ...{ host: '127.0.0.1', port, user: 'root' },
      ...{ identity: at('id'), knownHosts: at('known_hosts') },
    },
    async close() {
      child.kill();
      await once(child, 'exit');
      // A call that nobody waited for may still write into the cache.
      await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
    },
  };
}

/** See sshd_config(5). As many sessions on a connection as the sshd of Windows allows unless it is told: 10. */
function sshdSettings(directory: string, port: number): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${directory}/host_key`,
    `AuthorizedKeysFile ${directory}/authorized_keys`,
    `ForceCommand PATH=${dirname(process.execPath)}:/usr/bin:/bin NODE_COMPILE_CACHE=${directory}/cache exec ${process.execPath} ${standIn} ${directory}/settings.json`,
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'MaxStartups 100',
    'PidFile none',
    '',
  ].join('\n');
}
