import { bytes, fails, type Program, quiet, says, split } from '../shell/session.ts';

const kernel = '6.12.107+deb13-cloud-amd64';
const version = '#1 SMP PREEMPT_DYNAMIC Debian 6.12.107-1 (2026-08-29)';

/** What `get-osinfo` says besides what the file /etc/os-release says. */
export const kernelNames = { release: kernel, version, machine: 'x86_64' } as const;

const uname: Program = (args, _, { around }) => {
  switch (args[0]) {
    case undefined:
    case '-s':
      return says('Linux\n');
    case '-r':
      return says(`${kernel}\n`);
    case '-n':
      return says(`${around.hostname}\n`);
    case '-m':
      return says('x86_64\n');
    case '-a':
      return says(`Linux ${around.hostname} ${kernel} ${version} x86_64 GNU/Linux\n`);
    default:
      return fails(`uname: invalid option ${args[0]}`);
  }
};

/** It can be set: `date -s @1795382721`, `date -u -s '2026-11-22 21:25:21'`. */
const date: Program = (args, _, session) => {
  const { around } = session;
  const set = /(?:^| )(?:-s|--set)[ =]?(.+)$/.exec(args.join(' '))?.[1];
  if (set !== undefined) {
    const seconds = /^@([\d.]+)/.exec(set)?.[1];
    const time =
      seconds === undefined
        ? Date.parse(`${set.trim().replace(' ', 'T')}Z`)
        : Number(seconds) * 1000;
    if (!Number.isFinite(time)) return fails(`date: invalid date '${set}'`);
    session.clockLagMs = around.now - time;
  }
  const clock = set === undefined ? around.clock : around.now - (session.clockLagMs ?? 0);
  if (args.at(-1) === '+%s') return says(`${Math.floor(clock / 1000)}\n`);
  return says(`${new Date(clock).toUTCString()}\n`);
};

const sleep: Program = (args, _, session) => {
  const seconds = Number(args[0]);
  if (!(seconds >= 0)) return fails(`sleep: invalid time interval '${args[0] ?? ''}'`);
  session.ms += seconds * 1000;
  return quiet(0);
};

/** Ends a program that somebody started; `kill -9 $$` the one that asks. */
const kill: Program = (args, _, session) => {
  const signal = Number(/^-(\d+)$/.exec(args[0] ?? '')?.[1] ?? (/KILL/.test(args.join()) ? 9 : 15));
  const pid = Number(args.at(-1)?.replace('-', ''));
  if (pid === session.pid) {
    session.exit = 128 + signal;
    session.signal = signal;
    return quiet(0);
  }
  const { life } = session.around;
  const isAlive = session.processes.some((one) => one.pid === pid && one.endsAt > life);
  if (!isAlive) return fails(`kill: (${pid}) - No such process`);
  if (signal === 0) return quiet(0);
  session.processes = session.processes.map((one) =>
    one.pid === pid ? { ...one, endsAt: life, signal, out: '', err: '' } : one,
  );
  return quiet(0);
};

const ip: Program = (args, _, { around }) => {
  const lines = around.cards.flatMap(({ name, mac, addresses }, index) => [
    `${index + 1}: ${name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP`,
    `    link/ether ${mac} brd ff:ff:ff:ff:ff:ff`,
    ...addresses.map(
      (each) => `    ${each.includes(':') ? 'inet6' : 'inet'} ${each} scope global ${name}`,
    ),
  ]);
  const asked = split(args).words[0] ?? '';
  return /^(?:a|addr|address|l|link)$/.test(asked)
    ? says(lines.map((line) => `${line}\n`).join(''))
    : fails(`Object "${asked}" is unknown, try "ip help".`);
};

export const systemPrograms = {
  chmod: () => quiet(0),
  chown: () => quiet(0),
  date,
  env: (_, __, { variables }) =>
    says([...variables].map(([name, value]) => `${name}=${value}\n`).join('')),
  false: () => quiet(1),
  hostname: (_, __, { around }) => says(bytes(`${around.hostname}\n`)),
  id: (args) => says(args[0] === '-u' ? '0\n' : 'uid=0(root) gid=0(root) groups=0(root)\n'),
  hwclock: () => quiet(0),
  ip,
  kill,
  nproc: (_, __, { around }) => says(`${around.cores}\n`),
  sleep,
  sync: () => quiet(0),
  true: () => quiet(0),
  uname,
  whoami: () => says('root\n'),
} satisfies Readonly<Record<string, Program>>;
