/**
 * What is done with folders of a Windows host. All of it writes ASCII: names are base64 of UTF-8. Nothing follows a
 * link or a junction out of the folder, as `find` does not.
 */

/** A line for each file in the folder and below it: its path and its size. https://learn.microsoft.com/dotnet/api/system.io.directoryinfo.getfilesysteminfos */
export const listScript = `# nakhoda list
$q=New-Object Collections.Stack
$r=New-Object IO.DirectoryInfo $w[0]
if($r.Exists){$q.Push($r)}
while($q.Count -gt 0){$d=$q.Pop()
try{foreach($e in $d.GetFileSystemInfos()){
if($e.Attributes -band [IO.FileAttributes]::ReparsePoint){continue}
if($e -is [IO.DirectoryInfo]){$q.Push($e)}
else{[Console]::Out.WriteLine([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($e.FullName))+' '+[string]$e.Length)}}}catch{}}`;

/** The first bytes of a file, so many as the second word says. https://learn.microsoft.com/dotnet/api/system.io.file.open */
export const headScript = `# nakhoda head
try{$f=[IO.File]::Open($w[0],'Open','Read','ReadWrite')}catch{exit 0}
try{$b=New-Object byte[] ([int]$w[1]);$n=$f.Read($b,0,$b.Length)
[Console]::Out.WriteLine([Convert]::ToBase64String($b,0,$n))}finally{$f.Close()}`;

/**
 * All and free bytes of what the folder lies on: a drive, or a share, which .NET's own DriveInfo does not know.
 * https://learn.microsoft.com/office/vba/language/reference/user-interface-help/getdrive-method
 */
export const roomScript = `# nakhoda room
if(-not [IO.Directory]::Exists($w[0])){exit 0}
try{$s=New-Object -ComObject Scripting.FileSystemObject
$d=$s.GetDrive($s.GetDriveName($w[0]))
[Console]::Out.WriteLine([string][long]$d.TotalSize+' '+[string][long]$d.AvailableSpace)}catch{}`;

/** Removes files, and says of each that stays why. https://learn.microsoft.com/dotnet/api/system.io.file.delete */
export const removeScript = `# nakhoda remove
foreach($f in $w){try{if([IO.File]::Exists($f)){[IO.File]::Delete($f)}}catch{
$e=$_.Exception;while($e.InnerException){$e=$e.InnerException}
[Console]::Out.WriteLine([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($e.Message)))}}`;

/** One that holds something stays: https://learn.microsoft.com/dotnet/api/system.io.directory.delete */
export const emptyScript = `# nakhoda empty
function clear($d){try{foreach($s in [IO.Directory]::GetDirectories($d)){
if(-not([IO.File]::GetAttributes($s) -band [IO.FileAttributes]::ReparsePoint)){clear $s}}
[IO.Directory]::Delete($d)}catch{}}
clear $w[0]`;

/**
 * A line for each file: whether a program has it open to write, who is then refused to share it (error 32).
 * https://learn.microsoft.com/windows/win32/fileio/creating-and-opening-files
 * https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499-
 */
export const heldScript = `# nakhoda held
foreach($f in $w){$s='-'
try{$o=[IO.File]::Open($f,'Open','Read','Read');$o.Close()}catch{
$e=$_.Exception;while($e.InnerException){$e=$e.InnerException}
if($e.HResult -eq -2147024864){$s='held'}}
[Console]::Out.WriteLine($s)}`;
