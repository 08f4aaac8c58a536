import type { Client } from '../client.ts';
import type { Source } from './images.ts';

/** What VirtualBox is told that the guest is: its hardware is chosen by it. */
export interface OsType {
  readonly id: string;
  /** For people: `Debian 13 (64-bit), as its medium says`. */
  readonly says: string;
}

/** Where nobody can tell. */
const UNKNOWN = 'Other_64';

/** As its medium says, else as its file is called, else unknown; only what this VirtualBox knows. */
export async function findOsType(
  client: Client,
  source: Pick<Source, 'name' | 'path' | 'kind'>,
  signal: AbortSignal,
): Promise<OsType> {
  const types = parseOsTypes(await client.ask(['list', 'ostypes'], { signal }));
  const detected = source.kind === 'iso' ? await detect(client, source.path, signal) : undefined;
  const says = (id: string, why: string) => `${types.get(id) || id}, ${why}`;
  if (detected !== undefined && types.has(detected)) {
    return { id: detected, says: says(detected, 'as its medium says') };
  }
  const named = osTypesByName(source.name).find((id) => types.has(id));
  return named === undefined
    ? { id: UNKNOWN, says: says(UNKNOWN, 'as nothing tells what its guest is') }
    : { id: named, says: says(named, 'as its image is called') };
}

/** Ids with their descriptions: two lines each up to 7.1, then one. */
export function parseOsTypes(text: string): ReadonlyMap<string, string> {
  const entries = text.matchAll(
    /^ID(?: \/ Description)?: +(\S+)(?: -- (.*?)|\r?\nDescription: +(.*?))? *\r?$/gm,
  );
  return new Map([...entries].map(([, id = '', short, long]) => [id, short ?? long ?? '']));
}

/** Milliseconds to read a medium. */
const LIMIT = 20_000;

/** It exits with 1 where it knows the system and cannot install it by itself, so that its words alone count. */
async function detect(
  { reach }: Client,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const words = ['unattended', 'detect', `--iso=${path}`, '--machine-readable'];
  const { stdout } = await reach.run(reach.manage(words), { signal, timeoutMs: LIMIT });
  return /^OSTypeId="(\w+)"\r?$/m.exec(stdout)?.[1];
}

const families: readonly (readonly [RegExp, string])[] = [
  [/^debian\D{0,10}(\d{1,2})?/, 'Debian'],
  [/^ubuntu\D{0,10}(\d{2})?/, 'Ubuntu'],
  [/^fedora/, 'Fedora'],
  [/^(?:rhel|rocky|alma(?:linux)?|centos)\D{0,20}(\d{1,2})?/, 'RedHat'],
  [/^oracle\D{0,10}(\d{1,2})?/, 'Oracle'],
  [/^opensuse/, 'OpenSUSE'],
  [/^arch/, 'ArchLinux'],
  [/^gentoo/, 'Gentoo'],
  [/^(?:alpine|linux|nixos|kali|void)/, 'Linux'],
  [/^freebsd/, 'FreeBSD'],
  [/^openbsd/, 'OpenBSD'],
  [/^netbsd/, 'NetBSD'],
  [/^win(?:dows)?\D{0,10}(\d{2,4})?/, 'Windows'],
];

/** What a file of that name may hold, the most exact first; nothing for processors that are not of this kind. */
export function osTypesByName(name: string): readonly string[] {
  const lower = name.toLowerCase();
  if (/arm64|aarch64|armhf|riscv|ppc64|s390/.test(lower)) return [];
  for (const [pattern, family] of families) {
    const found = pattern.exec(lower);
    if (!found) continue;
    const version = found[1];
    const exact =
      version === undefined ? [] : [`${family}${version}_64`, `${family}${version}_LTS_64`];
    return [...exact, family === 'Windows' ? 'WindowsNT_64' : `${family}_64`];
  }
  return [];
}
