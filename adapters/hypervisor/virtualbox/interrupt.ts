import type { Reach } from './reach.ts';

/** Milliseconds; one that is not stopped is followed to its end. */
const LIMIT = 8_000;

/** VBoxManage by its name in the kernel, with that word among its own: https://man7.org/linux/man-pages/man5/proc_pid_cmdline.5.html */
const script = `for one in $(grep -lsxzF -e "$1" /proc/[0-9]*/cmdline); do
  pid=\${one#/proc/}; pid=\${pid%/cmdline}
  if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = VBoxManage ]; then kill -TERM "$pid"; fi
done`;

/**
 * Tells the VBoxManage that was given this word to stop: on SIGTERM it cancels what it follows, and VirtualBox takes
 * away what it has made of it. Never rejects.
 */
export async function interrupt({ run }: Pick<Reach, 'run'>, word: string): Promise<void> {
  const options = { signal: AbortSignal.timeout(LIMIT), timeoutMs: LIMIT };
  await run(['sh', '-c', script, 'sh', word], options).catch(() => undefined);
}
