import { until } from '../run.ts';
import { type BoxHost, manage } from './host.ts';
import { hostsOfLab, openVirtualBoxLab } from './lab.ts';
import { ensureBooted } from './machine.ts';

/** Sees to it that the machines are on and off as when the lab came up, and that those that are on have booted. */
export async function virtualBoxAsNew(configuration: string, signal: AbortSignal): Promise<void> {
  const { hosts } = await openVirtualBoxLab(configuration);
  await Promise.all(
    (['vbox-a', 'vbox-b'] as const).map(async (name) => {
      const { running, off } = hostsOfLab[name];
      await bringOn(hosts[name], running, signal);
      await bringOff(hosts[name], off, signal);
    }),
  );
}

/** See "VBoxManage showvminfo" of its manual. */
async function stateOf(host: BoxHost, name: string, signal: AbortSignal): Promise<string> {
  const said = await manage(host, ['showvminfo', name, '--machinereadable'], { signal });
  return /^VMState="(.*)"$/m.exec(said)?.[1] ?? '';
}

const isOn = (state: string) => state === 'running' || state === 'paused';

async function bringOff(host: BoxHost, name: string, signal: AbortSignal): Promise<void> {
  const isOff = async () => {
    if (!isOn(await stateOf(host, name, signal))) return true;
    // One whose session is just opening or closing refuses, and is another a moment later.
    await manage(host, ['controlvm', name, 'poweroff'], { signal }).catch(() => undefined);
    return undefined;
  };
  await until(isOff, { signal, timeoutMs: 60_000, what: `${name} does not go off` });
}

async function bringOn(host: BoxHost, name: string, signal: AbortSignal): Promise<void> {
  const state = await stateOf(host, name, signal);
  if (state === 'paused') await manage(host, ['controlvm', name, 'resume'], { signal });
  // The session of one that was on a moment ago may still be closing.
  const start = () =>
    manage(host, ['startvm', name, '--type', 'headless'], { signal }).catch(() => undefined);
  if (!isOn(state)) {
    await until(start, { signal, timeoutMs: 60_000, what: `${name} does not start` });
  }
  const info = await manage(host, ['showvminfo', name, '--machinereadable'], { signal });
  const uuid = /^UUID="(.*)"$/m.exec(info)?.[1] ?? '';
  await ensureBooted(host, uuid, signal);
}
