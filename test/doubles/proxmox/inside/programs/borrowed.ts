import type { Seed } from '../../../../../adapters/hypervisor/demo/world/fleet.ts';
import { run } from '../../../../../adapters/hypervisor/demo/world/guest/run.ts';
import { temper } from '../../../../../adapters/hypervisor/demo/world/temper.ts';
import { rowScript } from '../../../../../src/connectivity/matrix/row.ts';
import { pingScript } from '../../../../../src/connectivity/ping-scripts.ts';
import { tcpScript } from '../../../../../src/connectivity/tcp.ts';
import { fileSystemsScript, summaryScript } from '../../../../../src/guest/script.ts';
import { bytes, fails, type Program, type Said, type Session, text } from '../shell/session.ts';

/** What the pretended guests of the demo can do is borrowed from them. */
export const borrowedPrograms = Object.fromEntries(
  ['df', 'ping', 'ps', 'uptime'].map((name) => [
    name,
    ((args, _, session) => borrow([name, ...args], session)) satisfies Program,
  ]),
);

const borrowed = [summaryScript, fileSystemsScript, rowScript, pingScript, tcpScript];

/** What the bot asks every Linux; anything else a shell is given runs in the double's own. */
export function probe([, script = '', ...rest]: readonly string[], session: Session) {
  return borrowed.includes(script) ? borrow(['sh', '-c', script, ...rest], session) : undefined;
}

function borrow(argv: readonly string[], session: Session): Said {
  const { around, files } = session;
  const seed = seedOf(session);
  const ended = run(argv.map(text), {
    seed,
    state: {
      state: 'running',
      bootedAt: around.now - around.life,
      files,
      processes: [],
      snapshots: [],
      clockLag: around.now - around.clock,
      agentFrom: 0,
    },
    now: around.now,
    speed: around.speed,
    lookUp: around.lookUp,
  });
  if (ended === undefined) return fails(`sh: 1: ${argv[0]}: not found`, 127);
  session.ms += ended.durationMs ?? 0;
  return { code: ended.exitCode, out: bytes(ended.stdout), err: bytes(ended.stderr) };
}

function seedOf({ around }: Session): Seed {
  const { hostname, cores, memory, diskBytes, cards } = around;
  return {
    id: hostname,
    name: hostname,
    host: '',
    kind: 'vm',
    state: 'running',
    cpus: cores,
    memoryBytes: memory,
    diskBytes,
    tags: [],
    pool: '',
    storage: 'qcow2',
    scratch: false,
    agent: true,
    address: cards[0]?.addresses[0]?.split('/')[0] ?? '',
    mac: cards[0]?.mac ?? '',
    upDays: 0,
    snapshots: [],
    temper: temper(hostname),
  };
}
