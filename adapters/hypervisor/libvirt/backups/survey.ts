import { z } from 'zod';
import { runScript, type ScriptOptions } from '../../../../src/host/script.ts';
import type { Reach } from '../reach.ts';

/**
 * Arguments: a directory, then format and path of each disk. The directory need not be there yet: what counts is the
 * nearest one that is. Each file system and each physical disk below a path is a line, where the host can tell.
 */
const script = `
for tool in qemu-img sha256sum setsid base64 stat; do
  command -v "$tool" >/dev/null || { echo "$tool: not found" >&2; exit 127; }
done
below() {
  if [ -b "$2" ]; then device=$2; else
    stat -L -c "on $1 fs:%d" -- "$2" 2>/dev/null
    device=$(findmnt -nro SOURCE --target "$2" 2>/dev/null); device=\${device%%[[]*}
  fi
  [ -b "$device" ] && lsblk -snro NAME,TYPE "$device" 2>/dev/null | sed -n "s/^\\([^ ]*\\) disk$/on $1 disk:\\1/p" | sort -u
}
at=$1; shift
while [ ! -d "$at" ]; do at=$(dirname -- "$at"); done
stat -f -c 'space %a %S %b' -- "$at" || exit 1
[ -w "$at" ] && [ -x "$at" ] || echo unwritable
below place "$at"
number=0
while [ $# -gt 1 ]; do
  echo "measure $number $(qemu-img measure -U --output=json -O qcow2 -f "$1" "$2" 2>/dev/null | tr -d '\\n')"
  below "$number" "$2"
  number=$((number + 1)); shift 2
done
exit 0
`;

export interface Survey {
  readonly freeBytes: number;
  readonly capacityBytes: number;
  readonly isWritable: boolean;
  /** As given: the bytes that a full copy of the disk takes, where that can be told, and where it lies. */
  readonly disks: readonly { readonly needsBytes?: number; readonly shares: boolean }[];
}

const Measure = z.object({ required: z.number() });

export async function survey(
  reach: Reach,
  about: {
    readonly directory: string;
    readonly disks: readonly { readonly format: string; readonly path: string }[];
  },
  options: ScriptOptions,
): Promise<Survey> {
  const words = about.disks.flatMap(({ format, path }) => [format, path]);
  return parseSurvey(
    await runScript(reach, [script, about.directory, ...words], options),
    about.disks.length,
  );
}

export function parseSurvey(text: string, disks: number): Survey {
  const lines = text.split('\n').map((line) => line.split(' '));
  const [, free, size, blocks] = lines.find(([word]) => word === 'space') ?? [];
  const below = (name: string) =>
    lines.flatMap(([word, of, what]) => (word === 'on' && of === name && what ? [what] : []));
  const place = new Set(below('place'));
  return {
    freeBytes: Number(free) * Number(size),
    capacityBytes: Number(blocks) * Number(size),
    isWritable: !lines.some(([word]) => word === 'unwritable'),
    disks: Array.from({ length: disks }, (_, number) => ({
      ...required(lines.find(([word, of]) => word === 'measure' && of === `${number}`)),
      shares: below(`${number}`).some((what) => place.has(what)),
    })),
  };
}

/** See qemu-img(1), `measure`: for the data there is now. */
function required(line: readonly string[] | undefined): { needsBytes?: number } {
  try {
    const { required: needsBytes } = Measure.parse(JSON.parse((line ?? []).slice(2).join(' ')));
    return { needsBytes };
  } catch {
    return {};
  }
}
