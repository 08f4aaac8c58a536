/** What an answer is made of: keys and types, no values. Of a list what its members always and sometimes have. */
export type Shape = string | ObjectShape | { readonly members: Readonly<Record<string, Merged>> };

interface ObjectShape {
  readonly keys: Readonly<Record<string, Shape>>;
}

interface Merged {
  readonly kinds: readonly string[];
  readonly objects: readonly ObjectShape[];
}

export function shapeOf(value: unknown): Shape {
  if (Array.isArray(value)) return { members: membersOf(value) };
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return {
    keys: Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)])),
  };
}

/** Those of `/cluster/resources` and of HA differ by their type. */
const sorts = new Set(
  'pool qemu lxc node storage network quorum fencing service cluster'.split(' '),
);

/** Members of one sort are compared with each other. */
function membersOf(list: readonly unknown[]): Record<string, Merged> {
  const groups = Map.groupBy(list, (one) =>
    typeof one === 'object' && one !== null && 'type' in one && sorts.has(String(one.type))
      ? String(one.type)
      : '',
  );
  return Object.fromEntries(
    [...groups].map(([type, members]) => {
      const shapes = members.map(shapeOf);
      return [
        type,
        {
          kinds: [
            ...new Set(shapes.map((shape) => (typeof shape === 'string' ? shape : 'object'))),
          ],
          objects: shapes.filter((shape): shape is ObjectShape => isObject(shape)),
        },
      ];
    }),
  );
}

function isObject(shape: Shape): shape is ObjectShape {
  return typeof shape === 'object' && 'keys' in shape;
}

/** Where an answer is made of something else than what was recorded; empty when it is not. */
export function differences(recorded: Shape, given: Shape, at = ''): readonly string[] {
  if (typeof recorded === 'string' || typeof given === 'string')
    return recorded === given
      ? []
      : [`${at}: ${wordFor(recorded)} was recorded, not ${wordFor(given)}`];
  if (isObject(recorded))
    return isObject(given) ? ofObjects([recorded], [given], at) : [`${at}: not an object`];
  if (isObject(given)) return [`${at}: not a list`];
  return Object.entries(recorded.members).flatMap(([type, merged]) => {
    const place = type === '' ? `${at}[]` : `${at}[${type}]`;
    const other = given.members[type];
    if (other === undefined) return [`${place}: there is none`];
    const kinds = other.kinds.filter((kind) => !merged.kinds.includes(kind));
    return [
      ...kinds.map((kind) => `${place}: ${kind} was not recorded`),
      ...ofObjects(merged.objects, other.objects, place),
    ];
  });
}

function wordFor(shape: Shape): string {
  return typeof shape === 'string' ? shape : 'something larger';
}

/** What was always there must be always there; what was never there must not be; types are those recorded. */
function ofObjects(
  recorded: readonly ObjectShape[],
  given: readonly ObjectShape[],
  at: string,
): readonly string[] {
  if (recorded.length === 0 || given.length === 0) return [];
  const known = new Set(recorded.flatMap(({ keys }) => Object.keys(keys)));
  const always = [...known].filter((key) => recorded.every(({ keys }) => key in keys));
  const found = given.flatMap(({ keys }) => [
    ...always.filter((key) => !(key in keys)).map((key) => `${at}.${key}: is missing`),
    ...Object.entries(keys).flatMap(([key, shape]) =>
      known.has(key)
        ? closest(
            recorded.flatMap((one) => one.keys[key] ?? []),
            shape,
            `${at}.${key}`,
          )
        : [`${at}.${key}: was not recorded`],
    ),
  ]);
  return [...new Set(found)];
}

/** Nothing where it is like any one of those recorded. */
function closest(recorded: readonly Shape[], given: Shape, at: string): readonly string[] {
  const wrong = recorded.map((one) => differences(one, given, at));
  return wrong.some((list) => list.length === 0) ? [] : (wrong[0] ?? []);
}
