import type { Route } from '../route.ts';

export interface Matched {
  readonly route: Route;
  /** What the path says: `{ node: 'pve1', vmid: '100' }`. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Finds the route of a path. A path of more literal parts goes before one with a variable there. */
export function createMatcher(routes: readonly Route[]) {
  const sorted = routes.toSorted((a, b) => variablesIn(a.template) - variablesIn(b.template));
  const known = sorted.map((route) => ({ route, pattern: patternOf(route.template) }));
  return (method: string, path: string): Matched | undefined => {
    for (const { route, pattern } of known) {
      if (route.method !== method) continue;
      const found = pattern.exec(path);
      if (found !== null) return { route, variables: decoded(found.groups ?? {}) };
    }
    return undefined;
  };
}

function variablesIn(template: string): number {
  return template.split('{').length;
}

function patternOf(template: string): RegExp {
  const source = template
    .split(/(\{[^}]+\})/)
    .map((part) => {
      const name = /^\{(.+)\}$/.exec(part)?.[1];
      if (name === undefined) return part.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);
      return `(?<${groupOf(name)}>${name === 'volume' ? '.+' : '[^/]+'})`;
    })
    .join('');
  return new RegExp(`^${source}/?$`);
}

/** A group's name has no dashes. */
function groupOf(name: string): string {
  return name.replaceAll('-', '__');
}

function decoded(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => [
      name.replaceAll('__', '-'),
      decodeURIComponent(value),
    ]),
  );
}
