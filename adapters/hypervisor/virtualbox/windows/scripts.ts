import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';

/** Each begins with its name. All of them write ASCII, whatever the code page is; texts are base64 of UTF-8. */

/**
 * Runs `$w[0]` with the command line `$w[1]` and the variables that follow, two words each. It writes to our own
 * streams, and reads what is left of our input. A crash of Windows (an NTSTATUS) is told as POSIX tells one.
 */
export const runScript = `# nakhoda run
$p=New-Object Diagnostics.ProcessStartInfo
$p.FileName=$w[0];$p.Arguments=$w[1];$p.UseShellExecute=$false
for($n=2;$n -lt $w.Count;$n+=2){$p.EnvironmentVariables[$w[$n]]=$w[$n+1]}
try{$c=[Diagnostics.Process]::Start($p)}catch{[Console]::Error.WriteLine('nakhoda: the program cannot be started: '+$w[0]);exit 127}
$c.WaitForExit()
if($c.ExitCode -lt 0){exit 139}
exit $c.ExitCode`;

/** The time, then a line for each file: when it was written and how large it is, or a dash. Times are .NET's ticks. */
export const stampsScript = `# nakhoda stamps
[Console]::Out.WriteLine([DateTime]::UtcNow.Ticks)
foreach($f in $w){$s='-'
try{$i=New-Object IO.FileInfo $f
if($i.Exists){$s=[string]$i.LastWriteTimeUtc.Ticks+' '+[string]$i.Length}}catch{}
[Console]::Out.WriteLine($s)}`;

/** A line for each file: its bytes in base64, or a dash. */
export const readScript = `# nakhoda read
foreach($f in $w){$s='-'
try{$s='='+[Convert]::ToBase64String([IO.File]::ReadAllBytes($f))}catch{}
[Console]::Out.WriteLine($s)}`;

/**
 * What is asked once. VirtualBox's installer writes where it is to the registry and into a variable:
 * https://www.virtualbox.org/manual/topics/installation.html#installation_windows
 */
export const factsScript = `# nakhoda facts
function say($k,$v){[Console]::Out.WriteLine($k+' '+[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes([string]$v)))}
say 'codePage' ([Text.Encoding]::Default.CodePage)
say 'name' ([Environment]::MachineName)
$d=@($env:VBOX_MSI_INSTALL_PATH,(Get-ItemProperty 'HKLM:\\SOFTWARE\\Oracle\\VirtualBox' -ErrorAction SilentlyContinue).InstallDir,"$env:ProgramFiles\\Oracle\\VirtualBox")
foreach($e in $d){try{$f=[IO.Path]::Combine($e,'VBoxManage.exe');if([IO.File]::Exists($f)){say 'program' $f;break}}catch{}}`;

/**
 * What Windows tells of itself through CIM, which not every user may ask: each line only where it is known.
 * https://learn.microsoft.com/windows/win32/cimwin32prov/win32-operatingsystem
 * https://learn.microsoft.com/windows/security/hardware-security/enable-virtualization-based-protection-of-code-integrity
 */
export const systemScript = `# nakhoda system
function say($k,$v){if($v -ne $null){[Console]::Out.WriteLine($k+' '+[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes([string]$v)))}}
function cim($c,$n='root\\cimv2'){Get-CimInstance -Namespace $n -Query "SELECT * FROM $c"}
try{say 'upSeconds' ([long]((Get-Date)-(cim 'Win32_OperatingSystem').LastBootUpTime).TotalSeconds)}catch{}
try{say 'board' (cim 'Win32_ComputerSystemProduct').UUID}catch{}
try{say 'hypervisor' (cim 'Win32_ComputerSystem').HypervisorPresent}catch{}
try{say 'memoryIntegrity' ((cim 'Win32_DeviceGuard' 'root\\Microsoft\\Windows\\DeviceGuard').SecurityServicesRunning -contains 2)}catch{}
try{say 'driver' (@(cim "Win32_SystemDriver WHERE Name='VBoxSup' OR Name='VBoxDrv'")[0]).State}catch{}`;

const Facts = z.object({
  /** The ANSI code page: what programs write in. */
  codePage: z.coerce.number().int(),
  name: z.string().min(1),
  program: z.string().optional(),
});
export type Facts = z.infer<typeof Facts>;

const flag = z
  .enum(['True', 'False'])
  .transform((word) => word === 'True')
  .optional();
const System = z.object({
  upSeconds: z.coerce.number().optional(),
  board: z.string().optional(),
  /** Some hypervisor runs below Windows: Hyper-V, or a machine that this Windows itself is in. */
  hypervisor: flag,
  memoryIntegrity: flag,
  /** `Running`, or what else the service manager says of VirtualBox's driver. */
  driver: z.string().optional(),
});
export type System = z.infer<typeof System>;

export function parseFacts(text: string): Facts {
  return parsed(Facts, text);
}

export function parseSystem(text: string): System {
  return parsed(System, text);
}

function parsed<T>(shape: z.ZodType<T>, text: string): T {
  const read = shape.safeParse(pairs(text));
  if (read.success) return read.data;
  throw new BotError('failed', 'the PowerShell of this Windows did not answer as it should', {
    hint: 'A policy may keep it from running scripts as they are. Sign in there as that user and try one.',
  });
}

function pairs(text: string): Readonly<Record<string, string>> {
  const lines = [...text.matchAll(/^(\w+) ([\w+/]*=*)\r?$/gm)];
  return Object.fromEntries(
    lines.map(([, key = '', value = '']) => [key, Buffer.from(value, 'base64').toString()]),
  );
}
