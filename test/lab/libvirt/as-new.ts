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
      await bring(on, { name, started }, signal);
      if (!started) return;
      if (agent === false) await waitForSsh(on, `${address}`, signal);
      else await waitForAgent(on, name, signal);
    }),
  );
}

async function bring(
  host: LabHost,
  { name, started }: { readonly name: string; readonly started: boolean },
  signal: AbortSignal,
): Promise<void> {
  const state = (await virsh(host, ['domstate', name], { signal })).trim();
  if (state === 'paused' && started) await virsh(host, ['resume', name], { signal });
  else if (state !== 'running' && started) await virsh(host, ['start', name], { signal });
  else if (state !== 'shut off' && !started) await virsh(host, ['destroy', name], { signal });
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
