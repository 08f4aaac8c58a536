import type { Machine } from '../../../../src/hypervisor.ts';
import { accepted, type Client } from '../client.ts';
import { attribute, child, parseXml, text } from '../domain-xml.ts';
import { uuidWord } from '../words.ts';

/** What a definition gives its machine: figures in KiB, as libvirt counts. */
export interface Given {
  readonly cpus: number;
  readonly maxCpus: number;
  readonly memory: number;
  readonly maxMemory: number;
}

/** The definition for later starts, and what it runs with; absent while it is off. */
export interface Configured {
  readonly stored: Given;
  readonly live?: Given | undefined;
}

export async function readGiven(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<Configured> {
  const id = uuidWord(machine.id);
  const lines = [`dumpxml ${id} --inactive`, `dumpxml ${id}`, `domstate ${id}`];
  const [stored = '', live = '', state = ''] = (await client.answers(lines, { signal })).map(
    (answer) => accepted(answer, machine.name),
  );
  const isOff = /^(?:shut off|crashed)/.test(state);
  return { stored: parseGiven(stored), ...(!isOff && { live: parseGiven(live) }) };
}

/** `current` is absent where all CPUs are there, `currentMemory` where all memory is. */
function parseGiven(xml: string): Given {
  const domain = child(parseXml(xml), 'domain');
  const maxCpus = Number(text(domain, 'vcpu') ?? 1);
  const maxMemory = Number(text(domain, 'memory') ?? 0);
  return {
    cpus: Number(attribute(child(domain, 'vcpu'), 'current') ?? maxCpus),
    maxCpus,
    memory: Number(text(domain, 'currentMemory') ?? maxMemory),
    maxMemory,
  };
}
