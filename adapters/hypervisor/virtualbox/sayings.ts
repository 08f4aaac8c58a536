import { sayings as linesOf } from '../../../src/sayings.ts';

/** A bar of progress, and what only repeats that something went well, under the machine's UUID. */
const idle =
  /^(?:0%\.\.\.|Waiting for VM |VM ".*" has been successfully started|Snapshot taken\. UUID: )/;

/** What Debian's wrapper puts before everything without the kernel driver; `host check` says it once. */
const driverless = /^WARNING: [^\n]*vboxdrv[\s\S]*?until (?:this problem|it) is fixed\.?/m;

/** The lines of VBoxManage's output that say something to a person, the last few. */
export function sayings(text: string): string[] {
  return linesOf(text.replace(driverless, ''), (line) => !idle.test(line));
}

/** What VBoxManage warned of, without its prefix. */
export function warningsIn(stderr: string): string[] {
  return [...stderr.matchAll(/^VBoxManage(?:\.exe)?: warning: (.+)$/gm)].map(([, text = '']) =>
    text.trim(),
  );
}

/** How far the bar `0%...10%...20%` has come, 0 to 1; absent where there is none. */
export function fractionIn(stderr: string): number | undefined {
  const last = [...stderr.matchAll(/(\d{1,3})%/g)].at(-1)?.[1];
  return last === undefined ? undefined : Math.min(1, Number(last) / 100);
}
