import { userInfo } from 'node:os';
import type { z } from 'zod';
import { sshSettings } from '../../config/ssh.ts';
import { exec } from '../../exec.ts';
import { fits, type Interview } from '../../interview.ts';
import type { SetupServices } from '../../site.ts';
import { pinHostKey } from './host-key.ts';
import { askIdentity } from './identity.ts';

const { shape } = sshSettings;

/** Host, port, user, the host's key and ours; asked again from the start when the host is not the right one. */
export async function askSsh(
  interview: Interview,
  services: SetupServices,
  { user: userLabel = 'User there', mayBeWindows = false } = {},
): Promise<z.infer<typeof sshSettings>> {
  for (;;) {
    const host = await interview.text({ label: 'Host name or address', problem: fits(shape.host) });
    const own = await ownSettings(host, interview.signal);
    const port = Number(
      await interview.text({ label: 'Port', initial: own.port, problem: asPort }),
    );
    const user = await interview.text({
      label: userLabel,
      initial: own.user,
      problem: fits(shape.user),
    });
    const door = { hostname: own.hostname, port, proxied: own.proxied, mayBeWindows };
    const pinned = await pinHostKey(interview, services, door);
    if (pinned === 'another-host') continue;
    const identity = await askIdentity(interview, services, {
      where: `${user}@${host}`,
      mayBeWindows,
    });
    return {
      host,
      port,
      user,
      ...(identity !== undefined && { identity }),
      ...(pinned !== undefined && { knownHosts: pinned.file }),
    };
  }
}

function asPort(answer: string): string | undefined {
  return /^\d+$/.test(answer) ? fits(shape.port)(Number(answer)) : 'A port is a number';
}

/** What the person's own ssh_config makes of this host: `ssh -G`, https://man.openbsd.org/ssh#G */
async function ownSettings(host: string, signal: AbortSignal) {
  const { stdout } = await exec('ssh', ['-G', '--', host], { signal, timeoutMs: 5_000 });
  const of = (key: string) => new RegExp(`^${key} (.+)$`, 'm').exec(stdout)?.[1];
  return {
    hostname: of('hostname') ?? host,
    port: of('port') ?? '22',
    user: of('user') ?? userInfo().username,
    proxied: [of('proxyjump'), of('proxycommand')].some(
      (way) => way !== undefined && way !== 'none',
    ),
  };
}
