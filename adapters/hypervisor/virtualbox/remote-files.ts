import type { HostFiles } from './host-files.ts';
import { posixFiles } from './posix-files.ts';
import type { Way } from './way.ts';
import { windowsFiles } from './windows/files.ts';

/** The files of a host over ssh, whatever runs there. */
export function remoteFiles(way: () => Promise<Way>): HostFiles {
  const files = async () => {
    const { os, run, script } = await way();
    return os === 'windows' ? windowsFiles(script) : posixFiles(run, os);
  };
  return {
    stamps: async (paths, signal) => (await files()).stamps(paths, signal),
    held: async (paths, signal) => (await files()).held(paths, signal),
    read: async (paths, signal) => (await files()).read(paths, signal),
  };
}
