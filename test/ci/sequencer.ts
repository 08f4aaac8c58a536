import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The start of what takes longest: whole programs, bots that are killed, and the contracts, whose facts stand in files
 * of their own. vitest begins with the largest files, and would come to these short ones last, one beside idle processors.
 */
const LONG = [/\/test\/faults\/kill/, /\/test\/(?:faults|program)\//, /\/contract\.[a-z]+\.ts$/];

/** The long ones first, so that none is left to run alone at the end; the others as vitest orders them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const at = LONG.findIndex((pattern) => pattern.test(moduleId));
  return at === -1 ? LONG.length : at;
}
