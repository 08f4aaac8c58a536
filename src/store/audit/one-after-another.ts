/** One at a time, in the order they came; whoever has the turn ends it with what is given. */
export function createTurns(): () => Promise<() => void> {
  let before = Promise.resolve();
  return async () => {
    const ahead = before;
    const { promise, resolve } = Promise.withResolvers<void>();
    before = promise;
    await ahead;
    return resolve;
  };
}

/**
 * Work whose things are gathered until it asks for them: who comes while others are at it waits together with all that
 * come meanwhile.
 */
export function createGatherer<T>(
  work: (gathered: () => readonly T[]) => Promise<void>,
): (things: readonly T[]) => Promise<void> {
  let gathering: { readonly things: T[]; readonly done: Promise<void> } | undefined;
  return (things) => {
    if (gathering) {
      gathering.things.push(...things);
      return gathering.done;
    }
    const mine = [...things];
    const done = work(() => {
      gathering = undefined;
      return mine;
    });
    gathering = { things: mine, done };
    return done;
  };
}
