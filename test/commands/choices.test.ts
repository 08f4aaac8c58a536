import { afterAll, beforeAll, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { parseLine } from '../../src/args.ts';
import { BotError } from '../../src/errors.ts';
import type { Hypervisor } from '../../src/hypervisor.ts';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { type Bench, openBench } from './bench.ts';

let site: DemoSite;
let bench: Bench;

beforeAll(async () => {
  site = await openDemo();
  bench = openBench([twoCards(site.hypervisor)]);
});
afterAll(() => site.close());

/** Every machine has a second card, with a name that has to be quoted. */
function twoCards(hypervisor: Hypervisor): Hypervisor {
  const { network } = hypervisor;
  if (!network) throw new Error('no network');
  const cards: typeof network.cards = async (machine, signal) => {
    const [first] = await network.cards(machine, signal);
    if (!first) throw new Error('no card');
    return [first, { ...first, id: 'net "1" --yes', linkUp: false }];
  };
  return { ...hypervisor, network: { ...network, cards } };
}

async function choicesOf(line: string): Promise<readonly string[]> {
  const error: unknown = await bench.type(line).catch((thrown: unknown) => thrown);
  if (!(error instanceof BotError)) throw new Error(`${line} was not refused`);
  return error.choices;
}

it.each([
  'backup delete web-1@zzzzz',
  'backup verify web-1@zzzzz',
  'backup restore web-1@zzzzz --start',
  'backup restore web-1@zzzzz --as web-1-old',
  'net connect web-1 vmbr1',
  'net link web-1 down',
])('what is offered instead of %s are whole lines that are understood', async (line) => {
  const choices = await choicesOf(line);
  expect(choices.length).toBeGreaterThan(1);
  for (const choice of choices) {
    const { command, yes } = parseLine(choice, commands);
    expect(line.startsWith(command.name)).toBe(true);
    expect(yes).toBe(false);
    await expect(bench.type(choice).then(() => 'understood', codeOf)).resolves.not.toMatch(
      /usage|not-found|ambiguous/,
    );
  }
});

it('what else was asked stays in the lines that are offered', async () => {
  const lines = await choicesOf('backup restore web-1@zzzzz --as web-1-old --start');
  for (const line of lines) expect(line).toMatch(/ --as=web-1-old --start$/);
});

it('a machine’s new name is judged before its backup is restored, and another one proposed', async () => {
  const refused = bench.type('backup restore wiki@latest --as " fresh"');
  await expect(refused).rejects.toMatchObject({
    code: 'invalid',
    choices: [expect.stringMatching(/^backup restore wiki@\w+ --as=fresh$/)],
  });
  await expect(bench.type('backup restore wiki@latest --as web-1')).rejects.toMatchObject({
    code: 'conflict',
    choices: [expect.stringMatching(/^backup restore wiki@\w+ --as=web-1-2$/)],
  });
});

it('the button for a pulled cable names its card as one word', async () => {
  const card = await bench.card('net interfaces web-1');
  const [first] = card.actions ?? [];
  const plan = await bench.plan(first?.command ?? '');
  expect(plan.operations[0]?.input).toMatchObject({ card: 'net "1" --yes', up: true });
});

function codeOf(error: unknown): string {
  return error instanceof BotError ? error.code : String(error);
}
