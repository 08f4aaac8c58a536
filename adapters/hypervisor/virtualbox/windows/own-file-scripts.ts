/**
 * They run a program as `run` does, with a file of its own in the folder `$w[2]` of this user's temporary ones, which
 * nobody else may read (https://learn.microsoft.com/dotnet/api/system.io.path.gettemppath). In the program's line the
 * folder's name stands for the file. Folder and file are gone afterwards.
 */
const begin = (from: number) => `
$d=[IO.Path]::Combine([IO.Path]::GetTempPath(),$w[2]);$f=[IO.Path]::Combine($d,'content')
$p=New-Object Diagnostics.ProcessStartInfo
$p.FileName=$w[0];$p.Arguments=$w[1].Replace($w[2],'"'+$f+'"');$p.UseShellExecute=$false
for($n=${from};$n -lt $w.Count;$n+=2){$p.EnvironmentVariables[$w[$n]]=$w[$n+1]}
[void][IO.Directory]::CreateDirectory($d);$x=1
try{`;
const start = `try{$c=[Diagnostics.Process]::Start($p)}catch{[Console]::Error.WriteLine('nakhoda: the program cannot be started: '+$w[0])}`;
const end = `}finally{[IO.Directory]::Delete($d,$true)}
if($x -lt 0){exit 139}
exit $x`;

/** What the program wrote into the file, in base64. */
export const filledScript = `# nakhoda filled${begin(3)}
${start}
if($c){$c.WaitForExit();$x=$c.ExitCode
if($x -eq 0){[Console]::Out.WriteLine([Convert]::ToBase64String([IO.File]::ReadAllBytes($f)))}}else{$x=127}
${end}`;

/** Standard input is a line for the program's own, then the file, so many bytes as `$w[3]` says. */
export const givenScript = `# nakhoda given${begin(4)}
$m=New-Object IO.MemoryStream
while(($b=$i.ReadByte())-ge 0 -and $b -ne 10){$m.WriteByte($b)}
$m.WriteByte(10);$k=$m.ToArray()
$o=[IO.File]::Create($f);try{$i.CopyTo($o)}finally{$o.Close()}
if((New-Object IO.FileInfo $f).Length -eq [long]$w[3]){
$p.RedirectStandardInput=$true
${start}
if($c){$s=$c.StandardInput.BaseStream
try{$s.Write($k,0,$k.Length);$s.Close()}catch{}
$c.WaitForExit();$x=$c.ExitCode}else{$x=127}}
${end}`;

/** Takes the folder away that one of them left, as its ssh was lost. */
export const forgetScript = `# nakhoda forget
$d=[IO.Path]::Combine([IO.Path]::GetTempPath(),$w[0])
if([IO.Directory]::Exists($d)){[IO.Directory]::Delete($d,$true)}`;
