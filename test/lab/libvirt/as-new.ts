import { until } from '../run.ts';
import { type LabHost, onHost, startDaemon, virsh } from './host.ts';
import { guests, openLibvirtLab } from './lab.ts';
import { waitForAgent } from './machine.ts';

/** Sees to it that the guests are on and off as when the lab came up, and that those that are on have booted. */
export async function libvirtAsNew(configuration: string, signal: AbortSignal): Promise<void> {
  const { hosts } = await openLibvirtLab(configuration);
  const silent = (host: LabHost) =>
    virsh(host, ['uri'], { signal, timeoutMs: 20_000 }).then(
      () => false,
      () => true,
    );
  for (const host of Object.values(hosts)) if (await silent(host)) await startDaemon(host, signal);
  await Promise.all(
    guests.map(async ({ name, host, started, address, agent }) => {
      const on = hosts[host];
      // One that is just starting or shutting down refuses what it is told, and is another a moment later.
      await until(() => isAsWanted(on, { name, started }, signal), {
        signal,
        timeoutMs: 150_000,
        what: `${name} on ${on.name} cannot be brought to its first state`,
      });
      if (!started) return;
      if (agent === false) await waitForSsh(on, `${address}`, signal);
      else await waitForAgent(on, name, signal);
    }),
  );
}

async function isAsWanted(
  host: LabHost,
  { name, started }: { readonly name: string; readonly started: boolean },
  signal: AbortSignal,
): Promise<true | undefined> {
  const tell = (verb: string) => virsh(host, [verb, name], { signal }).then(String, () => '');
  const state = (await tell('domstate')).trim();
  if (state === (started ? 'running' : 'shut off')) return true;
  if (state === 'paused' && started) await tell('resume');
  else await tell(started ? 'start' : 'destroy');
  return undefined;
}

/** Only its ssh tells that a guest without an agent is up. */
async function waitForSsh(host: LabHost, address: string, signal: AbortSignal): Promise<void> {
  const knock = ['bash', '-c', `exec 3<>"/dev/tcp/$1/22"`, 'bash', address];
  await until(() => onHost(host, knock, { signal, timeoutMs: 5_000 }).catch(() => undefined), {
    signal,
    timeoutMs: 150_000,
    what: `the ssh of ${address} on ${host.name} does not answer`,
  });
}
