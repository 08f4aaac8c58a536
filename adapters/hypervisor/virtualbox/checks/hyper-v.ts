import type { Check } from '../../../../src/hypervisor/checks.ts';
import type { Client } from '../client.ts';
import { parseSystem, type System, systemScript } from '../windows/scripts.ts';

/** What Windows itself does with the processor, and whether VirtualBox has its driver; nothing of what it does not tell. */
export async function checkWindows({ reach }: Client, signal: AbortSignal): Promise<Check[]> {
  const system = parseSystem(await reach.script(systemScript, [], signal));
  return [...driverOf(system), ...hyperVOf(system)];
}

/** Its name is VBoxSup, and was VBoxDrv up to VirtualBox 6.1. */
export function driverOf({ driver }: System): Check[] {
  if (driver === undefined) return [];
  if (driver === 'Running')
    return [{ code: 'driver-missing', subject: 'driver', state: 'ok', says: 'its driver runs' }];
  return [
    {
      code: 'driver-missing',
      subject: 'driver',
      state: 'warning',
      says: `the driver of VirtualBox does not run (${driver}), so machines cannot be started`,
      hint: 'Run `sc start VBoxSup` there as an administrator; if it fails, repair VirtualBox with its installer.',
    },
  ];
}

/**
 * Below Hyper-V VirtualBox runs its machines through it: slower, and not every one.
 * https://www.virtualbox.org/manual/topics/Troubleshooting.html#ts_win-hyperv-on
 */
export function hyperVOf({ hypervisor, memoryIntegrity }: System): Check[] {
  if (hypervisor === undefined) return [];
  if (!hypervisor)
    return [
      {
        code: 'vtx-held',
        subject: 'Hyper-V',
        state: 'ok',
        says: 'it leaves the processor to VirtualBox',
      },
    ];
  return [
    {
      code: 'vtx-held',
      subject: 'Hyper-V',
      state: 'warning',
      says: 'a hypervisor runs below this Windows and holds VT-x or AMD-V: machines are slow, or do not start',
      hint: memoryIntegrity
        ? 'Turn Memory Integrity off (Windows Security, Device security, Core isolation), then boot anew.'
        : 'Run `bcdedit /set hypervisorlaunchtype off` there as an administrator, then boot anew. Without Hyper-V, WSL 2 and Windows Sandbox do not run.',
    },
  ];
}
