/** Privileges by path: `{ '/': ['VM.Audit'], '/pool/prod': ['VM.PowerMgmt'] }`. */
export type Grants = Readonly<Record<string, readonly string[]>>;

/** Who may do what where. What is granted at a path holds below it, until a deeper path says otherwise. */
export interface Rights {
  at(name: string, path: string): ReadonlySet<string>;
  dump(name: string): Record<string, Record<string, 1>>;
  set(name: string, grants: Grants): void;
}

/** The paths `/access/permissions` always lists for somebody who has something at `/`. */
const places = ['/', '/access', '/access/groups', '/nodes', '/pool', '/sdn', '/storage', '/vms'];

const none: readonly string[] = [];

/** @param poolOf the pool that a `/vms/ID` or `/storage/ID` is a member of, whose privileges count too. */
export function createRights(poolOf: (path: string) => string | undefined): Rights {
  const granted = new Map<string, Grants>();
  /** One set for each list of privileges: thousands of machines are asked about at once. */
  const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

  function plain(name: string, path: string): readonly string[] {
    const grants = granted.get(name);
    if (grants === undefined) return none;
    for (let place = path; place !== ''; place = place.slice(0, place.lastIndexOf('/'))) {
      const found = grants[place];
      if (found !== undefined) return found;
    }
    return grants['/'] ?? none;
  }

  function setOf(list: readonly string[]): ReadonlySet<string> {
    const before = sets.get(list);
    if (before !== undefined) return before;
    const made = new Set(list);
    sets.set(list, made);
    return made;
  }

  function at(name: string, path: string): ReadonlySet<string> {
    const pool = poolOf(path);
    const own = plain(name, path);
    const ofPool = pool === undefined ? none : plain(name, `/pool/${pool}`);
    return ofPool === none || ofPool === own ? setOf(own) : new Set([...own, ...ofPool]);
  }

  return {
    at,
    dump(name) {
      const grants = granted.get(name) ?? {};
      const listed = new Set([
        ...(grants['/'] === undefined ? [] : places),
        ...Object.keys(grants),
      ]);
      const found: Record<string, Record<string, 1>> = {};
      for (const path of listed) {
        const privileges = [...at(name, path)];
        if (privileges.length > 0)
          found[path] = Object.fromEntries(privileges.map((privilege) => [privilege, 1 as const]));
      }
      return found;
    },
    set: (name, grants) => void granted.set(name, grants),
  };
}
