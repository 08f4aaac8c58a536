import { insideScript } from '../../../../../src/connectivity/facts/inside.ts';
import { rowScript } from '../../../../../src/connectivity/matrix/row.ts';
import { pingScript } from '../../../../../src/connectivity/ping-scripts.ts';
import { tcpScript } from '../../../../../src/connectivity/tcp.ts';
import { fileSystemsScript, summaryScript } from '../../../../../src/guest/script.ts';
import { life } from '../life.ts';
import { connectAsked } from './connect.ts';
import { copies } from './copy.ts';
import { contentOf } from './files.ts';
import { ownNetwork } from './own-network.ts';
import { ping, pingAsked } from './ping.ts';
import { type Ended, fails, type Program, type Shell, says } from './shell.ts';
import { clock, fileSystemTable, processes } from './system.ts';
import { type Asked, transfers } from './transfer.ts';

/** Milliseconds between the two samples of the summary script. */
const SPAN_MS = 500;

/** The questions that the bot asks every Linux guest, by their text. */
const questions = new Map<string, Asked>([
  [pingScript, pingAsked],
  [rowScript, row],
  [tcpScript, connectAsked],
  [insideScript, (_, shell) => says(join(ownNetwork(shell)))],
  [fileSystemsScript, (_, shell) => says(join(fileSystems(shell)))],
  [
    summaryScript,
    (_, shell) => ({ ...says(join(summary(shell))), durationMs: SPAN_MS * shell.speed }),
  ],
  ...transfers,
  ...copies,
]);

/** The demo's guests have no shell: they know the bot's questions. */
export const sh: Program = ([option, script = '', , ...args], shell) => {
  const answer = option === '-c' ? questions.get(script) : undefined;
  if (answer) return answer(args, shell);
  return fails('sh: the guests of the demo run single programs only', 127);
};

function join(sections: Readonly<Record<string, string>>): string {
  return Object.entries({ ...sections, end: '' })
    .map(([name, text]) => `\n--nakhoda:${name}--\n${text}\n`)
    .join('');
}

/** How many, then a mark and an address, again and again: all at the same time. */
function row([echoes = '', ...marked]: readonly string[], shell: Shell): Ended {
  const pings = marked.flatMap((mark, at) =>
    at % 2 === 0 ? [{ mark, ended: ping(['-c', echoes, marked[at + 1] ?? ''], shell) }] : [],
  );
  return {
    ...says(join(Object.fromEntries(pings.map(({ mark, ended }) => [mark, ended.stdout])))),
    durationMs: Math.max(0, ...pings.map(({ ended }) => ended.durationMs ?? 0)),
  };
}

function fileSystems(shell: Shell): Readonly<Record<string, string>> {
  return { clock: `${Math.round(clock(shell))}000000`, df: fileSystemTable(shell) };
}

function summary(shell: Shell): Readonly<Record<string, string>> {
  const { seed, state, now } = shell;
  const programs = processes(seed);
  const { load } = life(seed, state, now);
  return {
    self: '9',
    loadavg: `${load.map((value) => value.toFixed(2)).join(' ')} 1/${programs.length} 4711`,
    meminfo: meminfo(shell),
    cpus: String(seed.cpus),
    hostname: seed.name,
    ...sample(shell, '1', 0),
    ...sample(shell, '2', SPAN_MS),
    status: programs.map(({ pid, part }) => status(shell, pid, part)).join('\n'),
    os: contentOf(state.files, '/etc/os-release')?.toString('utf8') ?? '',
    users: 'root:0\nwww-data:33',
    commands: programs
      .map(({ pid, name }) => `==> /proc/${pid}/cmdline <==\n/usr/bin/${name}`)
      .join('\n'),
  };
}

function meminfo({ seed, state, now }: Shell): string {
  const total = Math.round(seed.memoryBytes / 1024);
  const used = Math.round(life(seed, state, now).memoryUsedBytes / 1024);
  const swap = seed.kind === 'vm' ? 1024 * 1024 : 0;
  return [
    `MemTotal: ${total} kB`,
    `MemAvailable: ${total - used} kB`,
    `SwapTotal: ${swap} kB`,
    `SwapFree: ${Math.round(swap * 0.97)} kB`,
  ].join('\n');
}

/** Counters since the boot, at its usual pace, and the span between the samples at the present one. */
function sample({ seed, state, now }: Shell, name: string, spanMs: number) {
  const upMs = Math.max(1000, now - state.bootedAt);
  const busyMs = upMs * seed.temper.cpu + spanMs * life(seed, state, now).cpuFraction;
  const ticks = (ms: number) => Math.round((ms * seed.cpus) / 10);
  const uptime = (upMs + spanMs) / 1000;
  const idle = ticks(upMs + spanMs - busyMs);
  return {
    [`uptime${name}`]: `${uptime.toFixed(2)} ${(idle / 100).toFixed(2)}`,
    [`cpu${name}`]: `cpu ${ticks(busyMs)} 0 0 ${idle} 0 0 0 0`,
    [`stat${name}`]: processes(seed)
      .map(({ pid, name: command, part }) =>
        [pid, `(${command})`, 'S', pid === 1 ? 0 : 1, ticks(busyMs * part), 0, 1, pid].join(' '),
      )
      .join('\n'),
  };
}

function status({ seed, state, now }: Shell, pid: number, part: number): string {
  const kib = Math.round((life(seed, state, now).memoryUsedBytes * part) / 1024);
  return `Pid:\t${pid}\nUid:\t0\t0\t0\t0\nVmRSS:\t${kib} kB`;
}
