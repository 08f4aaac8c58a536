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
 * away what it has made of it. Never rejects. Windows has no SIGTERM: there the work goes on to its end, and what came of
 * it is undone by whoever cancelled it.
 */
export async function interrupt(
  { run, os }: Pick<Reach, 'run' | 'os'>,
  word: string,
): Promise<void> {
  const options = { signal: AbortSignal.timeout(LIMIT), timeoutMs: LIMIT };
  const isWindows = await os(options.signal).then(
    (there) => there === 'windows',
    () => false,
  );
  if (isWindows) return;
  await run(['sh', '-c', script, 'sh', word], options).catch(() => undefined);
}
