import { setTimeout as sleep } from 'node:timers/promises';
import { BotError } from '../../../src/errors.ts';
import type {
  GuestChannel,
  GuestProcess,
  GuestResult,
  GuestWaitOptions,
} from '../../../src/hypervisor/guest.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import type { Connection } from './connect.ts';
import { find } from './find.ts';
import { createGuestSetup } from './guest-setup.ts';
import { pidOf, silence } from './world/guest/agent.ts';
import { contentOf } from './world/guest/files.ts';

const POLL_MS = 100;

export function createGuest(connection: Connection): GuestChannel {
  const { speed, send } = connection;
  return {
    ...createGuestSetup(connection),
    probe: async (machine, signal) => {
      signal.throwIfAborted();
      const { seed, state } = find(connection, machine);
      const silent = silence(seed, state, Date.now());
      return silent
        ? {
            ...{ answers: false, why: silent.message, hint: silent.hint },
            never: !seed.agent && state.pastedAt === undefined,
          }
        : { answers: true };
    },
    start: async (machine, argv, signal) => {
      signal.throwIfAborted();
      const call = send({ call: 'guest.exec', machine: machine.id, argv: [...argv], speed });
      return { pid: pidOf(call) };
    },
    wait: (machine, process, options) => wait(connection, machine, { process, ...options }),
    read: async (machine, path, { signal, maxBytes }) => {
      signal.throwIfAborted();
      return read(connection, machine, { path, maxBytes });
    },
    write: async (machine, path, content, signal) => {
      signal.throwIfAborted();
      const base64 = content.toString('base64');
      send({ call: 'guest.write', machine: machine.id, path, content: base64 });
    },
    addresses: async (machine, signal) => {
      signal.throwIfAborted();
      const { mac, address } = answering(connection, machine).seed;
      return [
        { name: 'lo', addresses: ['127.0.0.1/8'] },
        { name: 'eth0', mac, addresses: [`${address}/16`] },
      ];
    },
    setClock: async (machine, signal) => {
      signal.throwIfAborted();
      send({ call: 'guest.clock', machine: machine.id });
    },
  };
}

/** The machine, when its agent answers now; throws why it does not. */
function answering(connection: Connection, machine: Machine) {
  const found = find(connection, machine);
  const silent = silence(found.seed, found.state, Date.now());
  if (silent) throw new BotError(silent.code, silent.message, { hint: silent.hint });
  return found;
}

async function wait(
  connection: Connection,
  machine: Machine,
  options: GuestWaitOptions & { readonly process: GuestProcess },
): Promise<GuestResult> {
  const { process, signal, timeoutMs } = options;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    signal.throwIfAborted();
    const { processes } = find(connection, machine).state;
    const found = processes.find(({ pid }) => pid === process.pid);
    if (!found) {
      throw new BotError('undecided', `${machine.name} no longer knows process ${process.pid}`, {
        hint: 'It was restarted or rolled back meanwhile: look in the guest what it did.',
      });
    }
    const left = found.endsAt - Date.now();
    const { exitCode, stdout, stderr } = found;
    if (left <= 0) return { exitCode, stdout, stderr, truncated: false };
    if (Date.now() >= deadline) {
      throw new BotError('timeout', `process ${process.pid} still runs in ${machine.name}`);
    }
    const pause = Math.min(left, deadline - Date.now(), POLL_MS);
    await sleep(Math.max(1, pause), undefined, { signal }).catch(() => {});
  }
}

function read(
  connection: Connection,
  machine: Machine,
  { path, maxBytes }: { readonly path: string; readonly maxBytes: number },
): Buffer {
  const { state } = answering(connection, machine);
  const content = contentOf(state.files, path);
  if (!content) throw new BotError('not-found', `${machine.name} has no file ${path}`);
  if (content.length <= maxBytes) return content;
  throw new BotError('invalid', `${path} has ${content.length} bytes`, {
    hint: `At most ${maxBytes} bytes can be read this way.`,
  });
}
