import type { Block } from '../card.ts';
import type { Inside, Route } from '../connectivity/facts/values.ts';
import type { Attempt } from '../summary/attempt.ts';

/** A guest with more routes than this, a router, shows the first ones. */
const MOST = 20;

/** The ways out of a guest as it tells them, the gateway first; nothing where it was not asked. */
export function routeBlocks(routes: Attempt<Inside> | undefined): readonly Block[] {
  if (routes === undefined) return [];
  if (routes.value === undefined) return [says(`Its routes are unknown: ${routes.why}.`)];
  if (routes.value.routes === undefined) return [says('Its routes are unknown: it did not tell.')];
  const all = routes.value.routes.filter(({ to }) => !/^(fe80:|ff00:|127\.)/.test(to));
  if (all.length === 0) return [says('It has no route: it reaches nobody.')];
  const isDefault = ({ to }: Route) => to === 'default';
  const ways = [...all.filter(isDefault), ...all.filter((route) => !isDefault(route))];
  const more = ways.length - MOST;
  return [
    {
      type: 'table',
      columns: [{ label: 'Route to' }, { label: 'Gateway' }, { label: 'Through' }],
      rows: ways
        .slice(0, MOST)
        .map((route) => [
          isDefault(route) ? 'everything else' : route.to,
          route.via ?? 'directly',
          route.device ?? '',
        ]),
    },
    ...(more > 0 ? [says(`And ${more} more.`)] : []),
    ...(ways.some(isDefault)
      ? []
      : [says('It has no gateway: it reaches its own networks alone.')]),
  ];
}

function says(text: string): Block {
  return { type: 'text', text };
}
