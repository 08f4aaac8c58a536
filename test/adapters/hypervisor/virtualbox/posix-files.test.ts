import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { posixFiles } from '../../../../adapters/hypervisor/virtualbox/posix-files.ts';
import { exec } from '../../../../src/exec.ts';

const { signal } = new AbortController();

/** As stat(1) of BSD, as far as it is asked here: made up, no Mac was at hand. */
const bsdStat = `#!/bin/sh
[ "$1 $2 $3" = '-f %Fm %z --' ] && exec /usr/bin/stat --printf '%.9Y %s\\n' -- "$4"
exit 64
`;

async function folder() {
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-files-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'stat'), bsdStat, { mode: 0o755 });
  const hostile = join(directory, 'a b\n$(reboot) "c".vbox');
  await writeFile(hostile, '<vbox>ü</vbox>');
  return { directory, hostile, gone: join(directory, 'gone.vbox') };
}

it.each(['linux', 'macos'] as const)(
  'files are seen on %s, whatever they are called',
  async (os) => {
    const { directory, hostile, gone } = await folder();
    const PATH = os === 'macos' ? `${directory}:/usr/bin:/bin` : '/usr/bin:/bin';
    const files = posixFiles(
      ([file = '', ...args], options) => exec(file, args, { ...options, env: { PATH } }),
      os,
    );
    const stamps = await files.stamps([gone, hostile], signal);
    expect([...stamps.bytes]).toEqual([[hostile, 15]]);
    const { mtimeMs } = await stat(hostile);
    expect(stamps.changedAt.get(hostile)).toBeCloseTo(mtimeMs, 0);
    expect(stamps.now).toBeGreaterThan(mtimeMs - 60_000);
    expect([...(await files.read([gone, hostile], signal))]).toEqual([[hostile, '<vbox>ü</vbox>']]);
  },
);
