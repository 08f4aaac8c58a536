import { requireText } from './windows-argv.ts';

/** What a Windows OpenSSH gives a remote line to: its setting `DefaultShell`. */
export type WindowsShell = 'cmd' | 'powershell';

/** cmd takes 8,191 characters: https://learn.microsoft.com/troubleshoot/windows-client/shell-experience/command-line-string-limitation */
const MOST = 8_191;

/**
 * Reads the first line of standard input, byte by byte, so that what follows is left for a program: the words that
 * belong to the script, each as the base64 of its UTF-8. They are `$w` then.
 */
const prelude = [
  "$ErrorActionPreference='Stop';$ProgressPreference='SilentlyContinue'",
  '$i=[Console]::OpenStandardInput();$m=New-Object IO.MemoryStream',
  'while(($b=$i.ReadByte())-gt 10){$m.WriteByte($b)}',
  "$w=@([Text.Encoding]::ASCII.GetString($m.ToArray()).Trim([char]13).Split(',')|ForEach-Object{[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($_))})",
  '',
].join('\n');

/**
 * A script of ours as a line for the login shell of a Windows host; its words go over standard input, with
 * {@link powershellInput}, so that no shell ever sees a value.
 *
 * One carrier for both shells. sshd runs `cmd.exe /c "LINE"` without any escaping, or `powershell.exe -c` with the line
 * as one argument (do_exec_windows in w32-doexec.c of https://github.com/PowerShell/openssh-portable), cmd has `%` and
 * `^`, and Windows PowerShell 5.1 drops quotes from what it gives to programs
 * (https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parsing). `-EncodedCommand` is
 * base64 of UTF-16LE: letters that mean nothing to either. PowerShell 5.1 is in every Windows since 10, and runs it
 * also where PowerShell 7 is the login shell. A PowerShell that was given `-c` ends with 0 or 1 unless it is told.
 */
export function powershellLine(script: string, shell: WindowsShell): string {
  const encoded = Buffer.from(prelude + script, 'utf16le').toString('base64');
  const options = '-NoLogo -NoProfile -NonInteractive -OutputFormat Text';
  const line = `powershell.exe ${options} -EncodedCommand ${encoded}`;
  if (line.length > MOST) throw new RangeError('the script is longer than a line of cmd');
  return shell === 'powershell' ? `${line}; exit $LASTEXITCODE` : line;
}

/** The line that goes before all else on standard input. Throws `invalid` for what is no text. */
export function powershellInput(words: readonly string[]): string {
  for (const word of words) requireText(word);
  return `${words.map((word) => Buffer.from(word).toString('base64')).join(',')}\n`;
}
