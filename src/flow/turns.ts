/**
 * Lets one through in each turn of the event loop. Between two lines that are worked on the loop then hears what
 * arrives meanwhile, so that a burst of lines delays their answers and not the acknowledgement of the next one.
 */
export function createTurns(): () => Promise<void> {
  const waiting: (() => void)[] = [];
  const letOneThrough = () => {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(letOneThrough);
  };
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) setImmediate(letOneThrough);
    });
}
