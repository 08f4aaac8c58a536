import { BotError } from '../../../src/errors.ts';
import type { Machine, MachineState } from '../../../src/hypervisor.ts';
import { accepted, type Client } from './client.ts';
import { parseDomstats } from './domstats.ts';
import { machineState, stateReason } from './states.ts';
import { uuidWord } from './words.ts';

/** One machine as libvirt has it this moment. */
export interface Now {
  readonly state: MachineState;
  readonly reason?: string | undefined;
  /** libvirt's number for this run, `-` while it is off: another number is another QEMU process. */
  readonly run: string;
}

export async function readNow(client: Client, machine: Machine, signal: AbortSignal): Promise<Now> {
  const id = uuidWord(machine.id);
  const lines = [
    `domid ${id}`,
    `domstats ${id} --state --nowait`,
    `list --all --uuid --with-managed-save`,
  ];
  const [run = '', text = '', saved = ''] = await client.query(lines, {
    signal,
    name: machine.name,
  });
  const stats = [...parseDomstats(text).values()][0];
  const state = machineState(stats?.get('state.state'));
  return {
    state: state === 'stopped' && saved.includes(id) ? 'hibernated' : state,
    reason: stateReason(stats?.get('state.state'), stats?.get('state.reason')),
    run: run.trim(),
  };
}

export function isActive({ state }: Now): boolean {
  return state === 'running' || state === 'paused' || state === 'stopping';
}

/**
 * Makes sure that no job of libvirt holds the machine, so that what is read next is the end of it. Throws
 * `timeout` while one does: whoever looks, looks again. https://www.libvirt.org/manpages/virsh.html#domcontrol
 */
export async function settled(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<void> {
  const line = `domcontrol ${uuidWord(machine.id)}`;
  const [answer = { out: '', err: '' }] = await client.answers([line], { signal });
  // Without a QEMU there is no job that this would not have waited for already.
  if (/domain is not running|Domain is not active/i.test(answer.err)) return;
  const said = accepted(answer, machine.name).trim();
  if (said !== 'ok')
    throw new BotError('timeout', `libvirt still works on ${machine.name} (${said})`);
}
