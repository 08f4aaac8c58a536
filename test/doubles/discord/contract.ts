import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { z } from 'zod';
import type { Fault } from './refusal.ts';
import { discordId, pickByType } from './unions.ts';

/** Discord's own description of its API, where it is at hand. */
export interface Contract {
  /** What is off without it; empty when nothing is. */
  readonly off: readonly string[];
  check(method: string, path: string, body: unknown): readonly Fault[];
}

const fileName = 'discord-openapi.json';
const operation = z.object({
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }),
});
const document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

const read = new Map<string, Contract>();

/** From the folder that `NAKHODA_CONTRACTS` names; without it the limits in `limits/` are all there is. */
export function readContract(folder = process.env['NAKHODA_CONTRACTS']): Contract {
  const file = join(folder ?? '', fileName);
  if (!folder || !existsSync(file)) {
    const off = `Discord's OpenAPI file (NAKHODA_CONTRACTS names no folder with ${fileName})`;
    return { off: [off], check: () => [] };
  }
  const before = read.get(file);
  if (before !== undefined) return before;
  const contract = contractOf(document.parse(JSON.parse(readFileSync(file, 'utf8'))));
  read.set(file, contract);
  return contract;
}

function contractOf({ paths, components }: z.infer<typeof document>): Contract {
  const { schemas } = components;
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  formats.default(ajv);
  for (const word of ['snowflake', 'nonce']) ajv.addFormat(word, true);
  ajv.addSchema({ $id: discordId, components: { schemas: pickByType(schemas, schemas) } });
  const compiled = new Map<string, ValidateFunction | undefined>();
  const templates = Object.keys(paths).toSorted(literalFirst);
  const validatorFor = (method: string, template: string): ValidateFunction | undefined => {
    const key = `${method} ${template}`;
    if (!compiled.has(key)) {
      const found = operation.safeParse(paths[template]?.[method.toLowerCase()]);
      const schema = found.data?.requestBody.content['application/json']?.schema;
      const picked = pickByType(schema, schemas);
      compiled.set(key, schema === undefined ? undefined : ajv.compile(Object(picked)));
    }
    return compiled.get(key);
  };
  return {
    off: [],
    check(method, path, body) {
      const template = templates.find((one) => fits(one, path));
      if (template === undefined || body === undefined) return [];
      const validate = validatorFor(method, template);
      if (validate === undefined || validate(body)) return [];
      return (validate.errors ?? []).flatMap(faultOf);
    },
  };
}

/** `/users/@me` before `/users/{user_id}`. */
function literalFirst(a: string, b: string): number {
  return a.split('{').length - b.split('{').length;
}

function fits(template: string, path: string): boolean {
  const wanted = template.split('/');
  const words = path.split('/');
  return (
    wanted.length === words.length &&
    wanted.every((word, at) => word.startsWith('{') || word === words[at])
  );
}

const codes: Readonly<Record<string, string>> = {
  required: 'BASE_TYPE_REQUIRED',
  maxLength: 'BASE_TYPE_MAX_LENGTH',
  minLength: 'BASE_TYPE_BAD_LENGTH',
  maxItems: 'BASE_TYPE_BAD_LENGTH',
  minItems: 'BASE_TYPE_BAD_LENGTH',
  enum: 'BASE_TYPE_CHOICES',
  pattern: 'STRING_TYPE_REGEX',
};

/** What stands around an error and says nothing of its own. */
const structural = ['if', 'allOf'];

function faultOf({ keyword, instancePath, message = keyword, params }: ErrorObject): Fault[] {
  if (structural.includes(keyword)) return [];
  const path = instancePath
    .split('/')
    .slice(1)
    .map((word) => (/^\d+$/.test(word) ? Number(word) : word));
  const missing = keyword === 'required' ? [String(params['missingProperty'])] : [];
  return [{ path: [...path, ...missing], code: codes[keyword] ?? 'BASE_TYPE_BAD', message }];
}
