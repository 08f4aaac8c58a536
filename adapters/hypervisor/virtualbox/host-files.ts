import { readFile, stat } from 'node:fs/promises';

/** The files of the host that VirtualBox is on, as far as the adapter looks at them itself. */
export interface HostFiles {
  /** When each was last changed and how large it is, and what time it is there now; one that cannot be seen is left out. */
  stamps(paths: readonly string[], signal: AbortSignal): Promise<Stamps>;
  /** The whole text of each; one that cannot be read is left out. */
  read(paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** On Windows: whether a program has one of them open to write. Elsewhere the times tell, and nobody is asked. */
  held(paths: readonly string[], signal: AbortSignal): Promise<boolean>;
}

export interface Stamps {
  /** Milliseconds since the epoch, by the host's own clock. */
  readonly now: number;
  readonly changedAt: ReadonlyMap<string, number>;
  readonly bytes: ReadonlyMap<string, number>;
  /** True where a file that a program has open may have been written after its time says. */
  readonly lateWhileOpen?: true | undefined;
}

export function localFiles(): HostFiles {
  return {
    async stamps(paths, signal) {
      signal.throwIfAborted();
      const found = await Promise.all(
        paths.map(async (path) => {
          const seen = await stat(path).catch(() => undefined);
          return seen === undefined ? [] : [{ path, changedAt: seen.mtimeMs, bytes: seen.size }];
        }),
      );
      return { now: Date.now(), ...byPath(found.flat()) };
    },
    async read(paths, signal) {
      signal.throwIfAborted();
      const found = await Promise.all(
        paths.map(async (path) => {
          const text = await readFile(path, 'utf8').catch(() => undefined);
          return text === undefined ? [] : [[path, text] as const];
        }),
      );
      return new Map(found.flat());
    },
    held: async () => false,
  };
}

export interface Seen {
  readonly path: string;
  readonly changedAt: number;
  readonly bytes: number;
}

export function byPath(seen: readonly Seen[]): Pick<Stamps, 'changedAt' | 'bytes'> {
  return {
    changedAt: new Map(seen.map(({ path, changedAt }) => [path, changedAt])),
    bytes: new Map(seen.map(({ path, bytes }) => [path, bytes])),
  };
}
