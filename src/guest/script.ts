/**
 * What a Linux guest is asked, each in one call: fixed text for `/bin/sh` (POSIX; busybox ash and dash run it
 * alike), never with a word of a user's in it. Files: https://man7.org/linux/man-pages/man5/proc.5.html
 *
 * CPU times are read twice, half a second apart, so that the question's own work is not between the two of
 * the whole guest. `sed` keeps of /proc/PID/stat: pid, (name), state, parent, user and system time, threads,
 * start. Sections whose text any user of the guest can make up come last: they cannot stand in for another.
 */
export const summaryScript = summaryWith('');

/** The same of a host, with what only a host is asked for: sysfs of KSM, https://docs.kernel.org/admin-guide/mm/ksm.html */
export const hostSummaryScript = summaryWith(`section root; df -P -k /
section ksm; cat /sys/kernel/mm/ksm/pages_sharing && { getconf PAGESIZE || echo 4096; }
`);

function summaryWith(more: string): string {
  return `LC_ALL=C; export LC_ALL; PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin"
exec 2>/dev/null
section() { printf '\\n--nakhoda:%s--\\n' "$1"; }
cpu() { section "cpu$1"; read -r cpu </proc/stat; echo "$cpu"; }
stats() {
  section "uptime$1"; cat /proc/uptime
  section "stat$1"; cat /proc/[0-9]*/stat | sed -n 's/^\\([0-9]* (.*) . [0-9]*\\) \\([^ ]* \\)\\{9\\}\\([^ ]* [^ ]*\\) \\([^ ]* \\)\\{4\\}\\([^ ]*\\) [^ ]* \\([^ ]*\\) .*/\\1 \\3 \\5 \\6/p'
}
${more}section self; echo $$
section loadavg; cat /proc/loadavg
section meminfo; cat /proc/meminfo
section cpus; nproc || grep -c ^processor /proc/cpuinfo
section hostname; cat /proc/sys/kernel/hostname
stats 1; cpu 1
sleep 0.5 || sleep 1
cpu 2; stats 2
section status; grep -h -e ^Pid: -e ^Uid: -e ^VmRSS: /proc/[0-9]*/status
section os; cat /etc/os-release || cat /usr/lib/os-release
section users; cut -d: -f1,3 /etc/passwd
section commands; head -c 300 /proc/[0-9]*/cmdline | tr '\\000' ' '
section end
`;
}

/** What its clock says, what kind is mounted where, then every file system in POSIX's own form, in units of 1024 bytes. */
export const fileSystemsScript = `LC_ALL=C; export LC_ALL; PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin"
printf '\\n--nakhoda:clock--\\n'
date +%s%N 2>/dev/null
printf '\\n--nakhoda:mounts--\\n'
cut -d' ' -f2,3 /proc/mounts 2>/dev/null
printf '\\n--nakhoda:df--\\n'
df -P -k 2>/dev/null
printf '\\n--nakhoda:end--\\n'
`;
