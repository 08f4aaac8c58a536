import type { CommandContext } from '../command.ts';

/** Sites of which nobody would tell that something is wrong: no service that reaches them runs. */
export async function unwatchedSites({
  replicas,
  fleet,
}: Pick<CommandContext, 'replicas' | 'fleet'>): Promise<readonly string[]> {
  if (replicas === undefined) return [];
  const { replicas: all } = await replicas.list();
  const seats = new Set(all.flatMap(({ live, seats: held }) => (live ? held : [])));
  return fleet.sites.map(({ site }) => site.name).filter((name) => !seats.has(`poll:${name}`));
}
