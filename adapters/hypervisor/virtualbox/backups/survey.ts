import { runScript, type ScriptHost } from '../../../../src/host/script.ts';

/**
 * Arguments: a directory, then paths of disks. The directory need not be there yet: what counts is the nearest one that
 * is. Each file system and each physical disk below a path is a line, where the host can tell; so is what an operation
 * left there more than a day ago, when it must have ended.
 */
const script = `
for tool in tar sha256sum setsid base64 stat find; do
  command -v "$tool" >/dev/null || { echo "$tool: not found" >&2; exit 127; }
done
below() {
  stat -L -c "on $1 fs:%d" -- "$2" 2>/dev/null
  device=$(findmnt -nro SOURCE --target "$2" 2>/dev/null); device=\${device%%[[]*}
  [ -b "$device" ] && lsblk -snro NAME,TYPE "$device" 2>/dev/null | sed -n "s/^\\([^ ]*\\) disk$/on $1 disk:\\1/p" | sort -u
}
at=$1; shift
for left in "$at"/.partial-*; do
  [ -d "$left" ] && find "$left" -maxdepth 0 -mtime +0 -printf 'left %f\\n'
done
while [ ! -d "$at" ]; do at=$(dirname -- "$at"); done
stat -f -c 'space %a %S %b' -- "$at" || exit 1
[ -w "$at" ] && [ -x "$at" ] || echo unwritable
below place "$at"
number=0
for disk; do below "$number" "$disk"; number=$((number + 1)); done
exit 0
`;

export interface Survey {
  readonly freeBytes: number;
  readonly capacityBytes: number;
  readonly isWritable: boolean;
  /** True where one of the disks lies on the same physical disk or file system. */
  readonly shares: boolean;
  /** Names of what was never finished and is nobody's any more. */
  readonly left: readonly string[];
}

export async function survey(
  host: ScriptHost,
  { directory, disks }: { readonly directory: string; readonly disks: readonly string[] },
  signal: AbortSignal,
): Promise<Survey> {
  return parseSurvey(await runScript(host, [script, directory, ...disks], { signal }));
}

export function parseSurvey(text: string): Survey {
  const lines = text.split('\n').map((line) => line.split(' '));
  const [, free, size, blocks] = lines.find(([word]) => word === 'space') ?? [];
  const below = lines.filter(([word]) => word === 'on');
  const place = new Set(below.filter(([, of]) => of === 'place').map(([, , what]) => what));
  return {
    freeBytes: Number(free) * Number(size),
    capacityBytes: Number(blocks) * Number(size),
    isWritable: !lines.some(([word]) => word === 'unwritable'),
    shares: below.some(([, of, what]) => of !== 'place' && place.has(what)),
    left: lines.flatMap(([word, name]) => (word === 'left' && name !== undefined ? [name] : [])),
  };
}
