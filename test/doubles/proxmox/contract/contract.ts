import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Value } from '../params.ts';
import { byHand } from './by-hand.ts';
import { checkParams } from './check.ts';
import { type Parameters, ParametersSchema } from './property.ts';

/** What is wrong with each parameter, in the words of Proxmox. */
export type Errors = Readonly<Record<string, string>>;

/** Proxmox VE's own schema of its parameters, where it is at hand. */
export interface Contract {
  /** What is off without it; empty when nothing is. */
  readonly off: readonly string[];
  check(method: string, template: string, params: Readonly<Record<string, Value>>): Errors;
}

const fileName = 'proxmox-api.json';
const method = z.looseObject({ parameters: ParametersSchema.optional() });
const document = z.record(z.string(), z.record(z.string(), method));

const read = new Map<string, Contract>();

/** From the folder that `NAKHODA_CONTRACTS` names; without it what `by-hand.ts` says is all that is checked. */
export function readContract(folder = process.env['NAKHODA_CONTRACTS']): Contract {
  const file = join(folder ?? '', fileName);
  if (!folder || !existsSync(file)) {
    const off = `the schema of the API (NAKHODA_CONTRACTS names no folder with ${fileName}): only a few parameters are checked, no unknown one is refused`;
    return {
      off: [off],
      check: (verb, template, params) => checkOf(byHand, verb, template, params),
    };
  }
  const before = read.get(file);
  if (before !== undefined) return before;
  const paths = document.parse(JSON.parse(readFileSync(file, 'utf8')));
  const all = new Map<string, Parameters>();
  for (const [template, verbs] of Object.entries(paths))
    for (const [verb, { parameters }] of Object.entries(verbs))
      if (parameters !== undefined) all.set(`${verb} ${template}`, parameters);
  const contract: Contract = {
    off: [],
    check: (verb, template, params) => checkOf(all, verb, template, params),
  };
  read.set(file, contract);
  return contract;
}

function checkOf(
  all: ReadonlyMap<string, Parameters>,
  verb: string,
  template: string,
  params: Readonly<Record<string, Value>>,
): Errors {
  const parameters = all.get(`${verb} ${template}`);
  return parameters === undefined ? {} : checkParams(parameters, params);
}
