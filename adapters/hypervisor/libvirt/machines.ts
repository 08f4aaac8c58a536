import type { Machine } from '../../../src/hypervisor.ts';
import { type Client, LIST_LIMIT } from './client.ts';
import { parseDomstats } from './domstats.ts';
import type { Health } from './health.ts';
import type { Shapes } from './shapes.ts';
import { endedInOrder, machineState, stateReason } from './states.ts';

export interface Listing {
  readonly id: string;
  readonly name: string;
}

/** None of these asks a QEMU, so a hung machine cannot delay them (domstats' other groups do ask it). */
const questions = [
  'hostname',
  'list --all --uuid --name',
  'list --all --uuid --with-managed-save',
  'domstats --state --nowait',
];

/** Every machine of the site in one question, and in a second one the shapes not known yet. */
export async function listMachines(
  { client, shapes, health, site }: MachineParts,
  signal: AbortSignal,
): Promise<readonly Machine[]> {
  const [host = '', names = '', saved = '', stats = ''] = await client.query(questions, {
    signal,
    timeoutMs: LIST_LIMIT,
  });
  const listed = parseList(names);
  const states = parseDomstats(stats);
  const hibernated = new Set(saved.split('\n').map((line) => line.trim()));
  const known = await shapes.of(
    listed.map(({ id }) => id),
    signal,
  );
  return listed.map(({ id, name }) => {
    const state = states.get(name)?.get('state.state');
    const reason = states.get(name)?.get('state.reason');
    const plain = machineState(state);
    return {
      site,
      host: host.trim(),
      id,
      // A domain made anew has a new UUID unless somebody insists on the old one.
      birth: id,
      name,
      kind: 'vm',
      state: plain === 'stopped' && hibernated.has(id) ? 'hibernated' : plain,
      stateReason: health.problem(id) ?? stateReason(state, reason),
      endedInOrder: endedInOrder(state, reason),
      cpus: known.get(id)?.cpus,
      memoryBytes: known.get(id)?.memoryBytes,
      tags: known.get(id)?.tags ?? [],
      note: known.get(id)?.note,
    };
  });
}

export interface MachineParts {
  readonly site: string;
  readonly client: Client;
  readonly shapes: Shapes;
  readonly health: Health;
}

/** Lines of `UUID NAME`; a name is all the rest of its line, spaces too (libvirt forbids line breaks). */
export function parseList(text: string): Listing[] {
  return text.split('\n').flatMap((line) => {
    const [, id, name] = /^([0-9a-f-]{36}) (.+)$/.exec(line) ?? [];
    return id !== undefined && name !== undefined ? [{ id, name }] : [];
  });
}
