/** What a program of Windows gets of a line, by the rules of the shell that sshd gives the line to. */
export type Statement =
  | { readonly does: 'say'; readonly text: string }
  | { readonly does: 'run'; readonly words: readonly string[] }
  | { readonly does: 'exit-with-last' };

/**
 * cmd: `%NAME%` is put in everywhere, `echo` says the rest as it is.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/cmd
 */
export function cmdStatements(line: string): readonly Statement[] {
  if (/[&|<>()^"!\r\n]/.test(line)) throw new Error(`cmd would take this line apart: ${line}`);
  const put = line.replace(/%([^%]+)%/g, (whole, name) => (name === 'OS' ? 'Windows_NT' : whole));
  if (put.startsWith('echo ')) return [{ does: 'say', text: put.slice('echo '.length) }];
  return [{ does: 'run', words: put.split(/[ \t]+/) }];
}

/**
 * PowerShell: `;` parts statements, a variable is put into a bare word, and one that is not there is nothing.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parsing
 */
export function powershellStatements(line: string): readonly Statement[] {
  if (/[&|<>(){}@"'`#\r\n]/.test(line)) {
    throw new Error(`PowerShell would take this line apart: ${line}`);
  }
  return line.split(';').map((part): Statement => {
    const text = part.trim();
    if (text === 'exit $LASTEXITCODE') return { does: 'exit-with-last' };
    const put = text.replace(/\$(\w+)/g, (_, name) => (name === 'PSHOME' ? HOME : ''));
    if (put.startsWith('echo ')) return { does: 'say', text: put.slice('echo '.length) };
    return { does: 'run', words: put.split(/ +/) };
  });
}

const HOME = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0';
