import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { GuestDiagnosis, GuestProbe } from '../../../../src/hypervisor/guest.ts';
import { done, type Machine, type Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { readBack } from '../../../../src/read-back.ts';
import type { Client } from '../client/client.ts';
import { guestPath } from '../guest-path.ts';
import { containerHint, containerWhy } from './agent.ts';

const Pending = z.array(
  z.object({
    key: z.string(),
    value: z.union([z.string(), z.number()]).optional(),
    pending: z.union([z.string(), z.number()]).optional(),
    delete: z.number().optional(),
  }),
);

/** What a VM has for an agent: as it runs now, and as it starts next. */
interface Wiring {
  readonly now: boolean;
  readonly next: boolean;
  /** `l26`, `win11`: qm.conf(5). */
  readonly os?: string | undefined;
  /** How the option stands for the next start, with what else is set in it. */
  readonly option: string;
}

async function readWiring(client: Client, machine: Machine, signal: AbortSignal): Promise<Wiring> {
  const path = `${guestPath(machine)}/pending`;
  const rows = await client.get(path, { schema: Pending, signal, name: machine.name });
  const row = rows.find(({ key }) => key === 'agent');
  const value = String(row?.value ?? '0');
  const option = row?.delete ? '0' : String(row?.pending ?? value);
  const os = rows.find(({ key }) => key === 'ostype')?.value;
  return {
    now: isEnabled(value),
    next: isEnabled(option),
    option,
    os: os === undefined ? undefined : String(os),
  };
}

/** `1`, `enabled=1,fstrim_cloned_disks=1`, in any order: qm.conf(5), `agent`. */
function isEnabled(option: string): boolean {
  return option.split(',').some((part) => /^(?:enabled=)?(?:1|on|yes|true)$/i.test(part));
}

/** With everything else that is set in it. */
function switchedOn(option: string): string {
  const others = option.split(',').filter((part) => /^(?!enabled=)[^=]+=/.test(part));
  return ['enabled=1', ...others].join(',');
}

/** Says what keeps the guest from answering, from the configuration and whether the agent answers. */
export async function diagnoseGuest(
  client: Client,
  machine: Machine,
  { signal, probe }: { readonly signal: AbortSignal; probe(): Promise<GuestProbe> },
): Promise<GuestDiagnosis> {
  if (machine.kind === 'container') {
    return { channel: 'missing', findings: [`${sentence(containerWhy)}. ${containerHint}`] };
  }
  const { now, next, os } = await readWiring(client, machine, signal);
  const isOn = machine.state === 'running' || machine.state === 'paused';
  if (!next) {
    return {
      channel: 'missing',
      findings: [`No guest agent is configured for ${machine.name}.`],
      os,
      remedy: { does: 'The option QEMU Guest Agent is switched on.', afterRestart: isOn },
    };
  }
  if (!isOn) {
    return { channel: 'off', findings: [`${machine.name} is off. Its agent is configured.`], os };
  }
  if (!now) {
    const waits =
      'Its agent is configured and counts from the next start: shut it down and start it.';
    return { channel: 'missing', findings: [waits], os };
  }
  const answered = await probe();
  if (answered.answers) {
    return { channel: 'answers', findings: ['The agent is configured, and it answers.'], os };
  }
  const quiet =
    'The agent is configured, but nothing in the guest answers: the package is not installed, its service does not run, or the machine was not shut down and started since it was configured.';
  return { channel: 'unheard', findings: [quiet], os };
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Switches the agent's option on; what else is set in it stays. Safe to repeat. */
export async function attachAgent(
  client: Client,
  machine: Machine,
  task: TaskControl,
): Promise<Outcome> {
  if (machine.kind === 'container') {
    throw new BotError('unsupported', `${machine.name}: ${containerWhy}`, { hint: containerHint });
  }
  const before = await task.step('see what is missing', {
    do: () => readWiring(client, machine, task.signal),
  });
  if (before.next) return { ...done, notes: ['The agent was configured already.'] };
  const agent = switchedOn(before.option);
  await task.step('switch the agent on', {
    do: async () => {
      const asked = { schema: z.unknown(), params: { agent }, signal: task.signal };
      await client.send('PUT', `${guestPath(machine)}/config`, { ...asked, name: machine.name });
      return null;
    },
    look: async (signal) =>
      (await readWiring(client, machine, signal)).next
        ? { found: 'done', result: null }
        : { found: 'not-done' },
  });
  const { now, next } = await readBack({
    task,
    done: 'Proxmox took the option',
    ask: (signal) => readWiring(client, machine, signal),
  });
  if (!next) {
    throw new BotError('failed', `Proxmox took the option, but ${machine.name} does not have it`);
  }
  const isOn = machine.state === 'running' || machine.state === 'paused';
  const waits = isOn && !now;
  return waits ? { ...done, notes: ['It counts once it was shut down and started.'] } : done;
}
