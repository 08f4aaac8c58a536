import { life } from '../life.ts';
import { fails, type Program, says } from './shell.ts';
import { clock, fileSystemTable, kernel, processes } from './system.ts';

export const echo: Program = (args) => {
  const bare = args[0] === '-n';
  return says((bare ? args.slice(1) : args).join(' ') + (bare ? '' : '\n'));
};

export const hostname: Program = (_, { seed }) => says(`${seed.name}\n`);

export const whoami: Program = () => says('root\n');

export const uname: Program = (args, { seed }) => {
  if (args.length === 0) return says('Linux\n');
  if (args[0] === '-r') return says(`${kernel}\n`);
  if (args[0] === '-n') return says(`${seed.name}\n`);
  return args[0] === '-a'
    ? says(`Linux ${seed.name} ${kernel} #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux\n`)
    : fails(`uname: unsupported option ${args[0]}`);
};

export const date: Program = (args, shell) => {
  const now = clock(shell);
  if (args[0] === '+%s') return says(`${Math.floor(now / 1000)}\n`);
  return says(`${new Date(now).toUTCString()}\n`);
};

export const uptime: Program = (_, shell) => {
  const { seed, state, now } = shell;
  const minutes = Math.floor((now - state.bootedAt) / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  const up = `${days} days, ${hours}:${String(minutes % 60).padStart(2, '0')}`;
  const load = life(seed, state, now).load.map((value) => value.toFixed(2));
  const time = new Date(clock(shell)).toISOString().slice(11, 19);
  return says(` ${time} up ${up},  0 users,  load average: ${load.join(', ')}\n`);
};

export const df: Program = (_, shell) => says(fileSystemTable(shell));

/** In KiB, or in MiB with `-m`; the demo has no caches: https://man7.org/linux/man-pages/man1/free.1.html */
export const free: Program = (args, { seed, state, now }) => {
  const used = life(seed, state, now).memoryUsedBytes;
  const unit = args[0] === '-m' ? 2 ** 20 : 2 ** 10;
  const row = (label: string, cells: readonly (string | number)[]) =>
    `${label.padEnd(8)}${cells.map((cell) => String(cell).padStart(12)).join('')}\n`;
  const figures = [seed.memoryBytes, used, seed.memoryBytes - used];
  return says(
    row('', ['total', 'used', 'free']) +
      row(
        'Mem:',
        figures.map((bytes) => Math.round(bytes / unit)),
      ),
  );
};

export const ps: Program = (_, { seed }) =>
  says(
    '    PID TTY          TIME CMD\n' +
      processes(seed)
        .map(({ pid, name }) => `${String(pid).padStart(7)} ?        00:00:00 ${name}\n`)
        .join(''),
  );

export const sleep: Program = (args) => {
  const seconds = Number(args[0]);
  return args[0] !== undefined && seconds >= 0 && seconds < 1e6
    ? { ...says(''), durationMs: seconds * 1000 }
    : fails(`sleep: invalid time interval '${args[0] ?? ''}'`);
};
