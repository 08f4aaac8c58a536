import { closest } from '../line/suggest.ts';

/** A zone of the tz database (`Asia/Jakarta`, in any case) as it is written there; undefined for anything else. */
export function zoneNamed(name: string): string | undefined {
  // Also known to Intl are offsets, which no daylight saving time moves: a zone is a place.
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** What may have been meant by a name that is no zone: a slip of the pen, or a city alone. */
export function zonesLike(name: string): readonly string[] {
  const zones = Intl.supportedValuesOf('timeZone');
  const small = (text: string) => text.toLowerCase();
  const written = new Map(zones.map((zone) => [small(zone), zone]));
  const cities = new Map(zones.map((zone) => [small(cityOf(zone)), zone]));
  const wanted = name.trim().replaceAll(' ', '_');
  const near = [
    ...closest(cityOf(wanted), [...cities.keys()]).map((city) => cities.get(city)),
    ...closest(wanted, [...written.keys()]).map((zone) => written.get(zone)),
  ];
  return [...new Set(near.filter((zone) => zone !== undefined))].slice(0, 3);
}

/** The zone of a session at this machine: its `TZ`, else the configured one, else the machine's own. */
export function sessionZone(env: NodeJS.ProcessEnv, configured: string | undefined): string {
  // POSIX lets a colon stand before a name; rules written out, like `WIB-7`, name no zone.
  const own = zoneNamed((env['TZ'] ?? '').replace(/^:/, ''));
  return own ?? configured ?? machineZone();
}

/** The zone this machine is set to; UTC where it is set to nothing that is known. */
export function machineZone(): string {
  // Under a `TZ` with rules written out there is none, whatever the type says.
  return zoneNamed(String(new Intl.DateTimeFormat().resolvedOptions().timeZone)) ?? 'UTC';
}

function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1);
}
