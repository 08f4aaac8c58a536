/** Which machines' QEMU did not answer when figures were asked for: remembered until they answer again. */
export interface Health {
  /** For people, or nothing when the machine answered last time. */
  problem(id: string): string | undefined;
  hung(id: string): void;
  answered(id: string): void;
}

export function createHealth(): Health {
  const hung = new Set<string>();
  return {
    problem: (id) => (hung.has(id) ? 'its QEMU does not answer' : undefined),
    hung: (id) => hung.add(id),
    answered: (id) => hung.delete(id),
  };
}
