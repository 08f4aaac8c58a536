import { BotError } from '../../../../src/errors.ts';
import type { GuestDiagnosis, GuestProbe } from '../../../../src/hypervisor/guest.ts';
import { done, type Machine, type Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { readBack } from '../../../../src/read-back.ts';
import { prepareAct } from '../act.ts';
import type { Client } from '../client.ts';
import { isActive, readNow, settled } from '../domain.ts';
import { attribute, child, children, parseXml } from '../domain-xml.ts';
import { uuidWord } from '../words.ts';

/** https://libvirt.org/formatdomain.html#channel */
const CHANNEL = 'org.qemu.guest_agent.0';
const channelXml = `<channel type='unix'><target type='virtio' name='${CHANNEL}'/></channel>`;

/** What one definition of a machine has for an agent. */
interface Wiring {
  readonly channel: boolean;
  /** Whether something in the guest has opened it; only a running machine's definition says. */
  readonly opened?: boolean | undefined;
  /** A port is plugged into it; it cannot be added to a running machine itself. */
  readonly controller: boolean;
  readonly os?: string | undefined;
}

export function parseWiring(xml: string): Wiring {
  const domain = child(parseXml(xml), 'domain');
  const devices = child(domain, 'devices');
  const target = children(devices, 'channel')
    .map((one) => child(one, 'target'))
    .find((one) => attribute(one, 'name') === CHANNEL);
  const state = target && attribute(target, 'state');
  // https://libosinfo.org, as virt-install writes it into the metadata.
  const os = child(domain, 'metadata', 'libosinfo:libosinfo', 'libosinfo:os');
  return {
    channel: target !== undefined,
    opened: state === undefined ? undefined : state === 'connected',
    controller: children(devices, 'controller').some(
      (one) => attribute(one, 'type') === 'virtio-serial',
    ),
    os: attribute(os, 'id'),
  };
}

interface Both {
  /** Absent while it is off. */
  readonly now?: Wiring | undefined;
  readonly next: Wiring;
}

async function readBoth(client: Client, machine: Machine, signal: AbortSignal): Promise<Both> {
  const id = uuidWord(machine.id);
  const active = isActive(await readNow(client, machine, signal));
  const lines = [`dumpxml --inactive ${id}`, ...(active ? [`dumpxml ${id}`] : [])];
  const [next = '', now] = await client.query(lines, { signal, name: machine.name });
  return { next: parseWiring(next), now: now === undefined ? undefined : parseWiring(now) };
}

/** Where a channel is to be added: as virsh's words. Empty when nothing can be. */
function missingWords({ now, next }: Both): readonly string[] {
  const live = now !== undefined && !now.channel && now.controller;
  return [...(live ? ['--live'] : []), ...(next.channel ? [] : ['--config'])];
}

/** Says what is missing, from both definitions and whether the agent answers. */
export async function diagnoseGuest(
  client: Client,
  machine: Machine,
  { signal, probe }: { readonly signal: AbortSignal; probe(): Promise<GuestProbe> },
): Promise<GuestDiagnosis> {
  const both = await readBoth(client, machine, signal);
  const { now, next } = both;
  const os = next.os;
  const words = missingWords(both);
  const lacksNow = now !== undefined && !now.channel;
  if (words.length > 0 || lacksNow) {
    const where = [
      ...(lacksNow ? ['as it runs'] : []),
      ...(next.channel ? [] : ['for its next start']),
    ];
    const finding = `${machine.name} has no channel ${CHANNEL} ${where.join(' and ')}.`;
    const afterRestart = lacksNow && !words.includes('--live');
    if (words.length > 0)
      return {
        channel: 'missing',
        findings: [finding],
        os,
        remedy: { does: doesWords(words), afterRestart },
      };
    const restart = 'Its definition has one: shut it down and start it.';
    return { channel: 'missing', findings: [finding, restart], os };
  }
  if (now === undefined) {
    return { channel: 'off', findings: [`${machine.name} is off. It has the channel.`], os };
  }
  return listening(now, await probe(), os);
}

function doesWords(words: readonly string[]): string {
  const live = words.includes('--live');
  if (live) return 'The channel is plugged in while it runs, and stays in its definition.';
  return 'The channel is written into its definition.';
}

function listening(now: Wiring, probe: GuestProbe, os: string | undefined): GuestDiagnosis {
  if (probe.answers) {
    return { channel: 'answers', findings: ['The channel is there, and the agent answers.'], os };
  }
  if (now.opened !== false) {
    const stuck = `Something in the guest holds the channel and does not answer: ${probe.why}.`;
    return {
      channel: 'silent',
      findings: [stuck, 'Start its agent anew in the guest: systemctl restart qemu-guest-agent.'],
      os,
    };
  }
  const quiet =
    'The channel is there, but nothing in the guest listens on it: the package is not installed, or its service does not run.';
  return { channel: 'unheard', findings: [quiet], os };
}

/** Plugs the channel in wherever it is missing and can be; what is there already is left. */
export async function attachChannel(
  client: Client,
  machine: Machine,
  task: TaskControl,
): Promise<Outcome> {
  const words = await task.step('see what is missing', {
    do: async () => [...missingWords(await readBoth(client, machine, task.signal))],
  });
  if (words.length === 0) return { ...done, notes: ['The channel was there already.'] };
  const line = ['attach-device', uuidWord(machine.id), '/dev/stdin', ...words];
  const options = { signal: task.signal, name: machine.name, input: channelXml };
  const act = await prepareAct(client.reach, line, options);
  try {
    await task.step('plug the channel in', {
      do: () => act.go(),
      look: async (signal) => {
        await settled(client, machine, signal);
        const left = missingWords(await readBoth(client, machine, signal));
        return left.length === 0 ? { found: 'done', result: '' } : { found: 'not-done' };
      },
    });
  } finally {
    act.close();
  }
  const now = await readBack({
    task,
    done: 'libvirt took the channel',
    ask: (signal) => readBoth(client, machine, signal),
  });
  if (missingWords(now).length === 0) return done;
  throw new BotError('failed', `libvirt took the channel, but ${machine.name} does not have it`);
}
