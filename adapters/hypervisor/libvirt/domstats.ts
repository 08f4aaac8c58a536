/** The figures of one domain by libvirt's own keys: `balloon.rss`, `block.0.capacity`. */
export type Stats = ReadonlyMap<string, string>;

/**
 * Reads `virsh domstats`: blocks of `Domain: 'NAME'` and indented `key=value` lines, by name.
 * https://www.libvirt.org/manpages/virsh.html#domstats
 */
export function parseDomstats(text: string): ReadonlyMap<string, Stats> {
  const domains = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const line of text.split('\n')) {
    const name = /^Domain: '(.*)'$/s.exec(line)?.[1];
    const at = line.indexOf('=');
    if (name !== undefined) {
      current = new Map();
      domains.set(name, current);
    } else if (line.startsWith('  ') && at > 0) current?.set(line.slice(2, at), line.slice(at + 1));
  }
  return domains;
}

/** A figure as a number; absent when libvirt did not give it. */
export function figure(stats: Stats, key: string): number | undefined {
  const text = stats.get(key);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

export function kibibytes(stats: Stats, key: string): number | undefined {
  const value = figure(stats, key);
  return value === undefined ? undefined : value * 1024;
}
