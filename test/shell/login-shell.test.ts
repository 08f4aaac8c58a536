import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { remoteHostIn, shellQuestion } from '../../src/shell/login-shell.ts';

it.each(['sh', 'bash'])('%s here says what it runs on', (shell) => {
  const answer = execFileSync(shell, ['-c', shellQuestion], { encoding: 'utf8' });
  expect(remoteHostIn(answer)).toEqual({ os: 'linux', shell: 'posix' });
});

/** Made up after the rules of each shell: none of them is here. */
it.each([
  ['cmd', 'nakhoda-Windows_NT-$PSHOME-;uname -s\r\n', { os: 'windows', shell: 'cmd' }],
  [
    'PowerShell 5.1',
    'nakhoda-%OS%-C:\\Windows\\System32\\WindowsPowerShell\\v1.0-\r\n',
    { os: 'windows', shell: 'powershell' },
  ],
  [
    'PowerShell 7',
    'nakhoda-%OS%-C:\\program files\\powershell\\7-\r\n',
    { os: 'windows', shell: 'powershell' },
  ],
  ['zsh on a Mac', 'nakhoda-%OS%--\nDarwin\n', { os: 'macos', shell: 'posix' }],
  [
    'a shell behind a greeting',
    'Welcome!\nnakhoda-%OS%--\nLinux\n',
    { os: 'linux', shell: 'posix' },
  ],
  ['PowerShell on Linux', 'nakhoda-%OS%-/opt/microsoft/powershell/7-\nLinux\n', undefined],
  ['bash on Windows', 'nakhoda-%OS%--\nMINGW64_NT-10.0-22631\n', undefined],
  ['fish', '\nLinux\n', undefined],
  ['nothing', '', undefined],
])('%s is told by its answer', (_, answer, host) => {
  expect(remoteHostIn(answer)).toEqual(host);
});
