import type { WindowsShell } from './powershell.ts';

/** What a remote host runs, and what its sshd gives our lines to. */
export type RemoteHost =
  | { readonly os: 'linux' | 'macos'; readonly shell: 'posix' }
  | { readonly os: 'windows'; readonly shell: WindowsShell };

export type RemoteOs = RemoteHost['os'];

/**
 * One line that each login shell answers in its own way, and that changes nothing: cmd puts its variable in and reads
 * on, PowerShell the other one, a POSIX shell neither, and goes on to `uname`.
 */
export const shellQuestion = 'echo nakhoda-%OS%-$PSHOME-;uname -s';

/** Nothing where the answer is none of those: a shell that the bot has no way to speak with. */
export function remoteHostIn(answer: string): RemoteHost | undefined {
  const said = /nakhoda-(\S*?)-([^\r\n]*)-/.exec(answer);
  if (said?.[1] === 'Windows_NT') return { os: 'windows', shell: 'cmd' };
  if (/^[A-Za-z]:\\/.test(said?.[2] ?? '')) return { os: 'windows', shell: 'powershell' };
  if (said?.[2] !== '') return undefined;
  const system = /^(\w+)\s*$/m.exec(answer.slice(said.index + said[0].length))?.[1];
  if (system === 'Darwin') return { os: 'macos', shell: 'posix' };
  return system === undefined || /^(?:MINGW|MSYS|CYGWIN)/.test(system)
    ? undefined
    : { os: 'linux', shell: 'posix' };
}
