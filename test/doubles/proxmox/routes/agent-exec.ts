import { setTimeout as sleep } from 'node:timers/promises';
import { need } from '../access/who.ts';
import type { Process } from '../inside/inside.ts';
import { lifeOf } from '../inside/inside.ts';
import { startProgram } from '../inside/start.ts';
import { Refusal, refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import type { World } from '../world/world.ts';
import { agentError, answering, aroundOf } from './agent-call.ts';

const place = '/nodes/{node}/qemu/{vmid}/agent';
const options = { needs: need('/vms/{vmid}', 'VM.GuestAgent.Unrestricted'), daemon: true };

export const agentExecRoutes = [
  route('POST', `${place}/exec`, exec, options),
  route('GET', `${place}/exec-status`, status, options),
];

/** No number is given twice, whatever is rolled back meanwhile. */
const lastPid = new WeakMap<World, number>();

function nextPid(world: World): number {
  const pid = (lastPid.get(world) ?? 160) + 1;
  lastPid.set(world, pid);
  return pid;
}

async function exec(call: Call) {
  const { world, params } = call;
  const guest = await answering(call);
  const input = asBytes(params.text('input-data') ?? '');
  const pid = nextPid(world);
  const how = { pid, input, around: aroundOf(world, guest) };
  const started = startProgram(guest.inside, params.list('command'), how);
  if (started === undefined) throw await broken(world);
  guest.inside = started.inside;
  return { pid };
}

/**
 * The agent names a missing program between typographic quotes; the daemon dies of that text, and the proxy
 * sees its connection break after 5 s.
 */
async function broken({ pace }: World): Promise<Refusal> {
  await sleep((pace.agentMs * 5) / 3);
  return new Refusal(596, 'Broken pipe', '');
}

/** Perl's base64 takes bytes only. */
export function asBytes(text: string): string {
  const wide = [...text].some((letter) => (letter.codePointAt(0) ?? 0) > 255);
  if (wide)
    throw refuse(
      'Wide character in subroutine entry at /usr/share/perl5/PVE/QemuServer/Agent.pm line 90.',
    );
  return text;
}

/** What has ended is told once; then its number is forgotten. */
async function status(call: Call) {
  const guest = await answering(call);
  const pid = call.params.int('pid');
  const found = guest.inside.processes.find((process) => process.pid === pid);
  if (found === undefined) throw agentError('PID ld does not exist');
  if (lifeOf(guest, call.world.now()) < found.endsAt) return { exited: 0 };
  const processes = guest.inside.processes.filter((process) => process !== found);
  guest.inside = { ...guest.inside, processes };
  return ended(found);
}

/** https://qemu-project.gitlab.io/qemu/interop/qemu-ga-ref.html: 16 MiB of each. */
const mostBytes = 16 * 1024 ** 2;

/** Bytes come as letters of the same number: what is UTF-8 in the guest arrives twice encoded. */
function ended({ exitCode, signal, out, err }: Process) {
  return {
    exited: 1,
    ...(signal === undefined ? { exitcode: exitCode } : { signal }),
    ...stream('out', out),
    ...stream('err', err),
  };
}

function stream(name: 'out' | 'err', content: string) {
  if (content === '') return {};
  const isCut = content.length > mostBytes;
  return {
    [`${name}-data`]: isCut ? content.slice(0, mostBytes) : content,
    [`${name}-truncated`]: isCut ? 1 : 0,
  };
}
