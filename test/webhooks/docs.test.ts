import { expect, it, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { generic } from '../../adapters/webhook/generic.ts';
import { webhookKinds } from '../../adapters/webhook/index.ts';
import { readAlerts } from '../../src/alerts/section.ts';
import { readWebhooks } from '../../src/webhooks/config.ts';
import { opened } from '../adapters/webhook/opened.ts';
import { startReceiver } from '../doubles/webhooks/receiver.ts';
import { event } from '../fixtures/webhook-event.ts';
import { read } from '../house/files.ts';

const page = read('docs/webhooks.md');
const fences = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
const textsOf = (wanted: string) =>
  fences.flatMap(([, kind, text = '']) => (kind === wanted ? [text] : []));

test.each(textsOf('yaml'))('the configuration %s has no mistake but its secrets', (text) => {
  const raw: unknown = parse(text);
  expect(readAlerts(raw, ['slack', 'discord']).problems).toEqual([]);
  const { problems } = readWebhooks(raw, webhookKinds);
  const missing = problems.filter((one) => !/is not set|cannot be read/.test(one));
  expect(missing).toEqual([]);
});

it('has the keys of each kind', () => {
  expect(
    webhookKinds.map(({ kind }) => kind).filter((kind) => !page.includes(`\`${kind}\``)),
  ).toEqual([]);
});

it('shows what is sent, key by key', async () => {
  const double = await startReceiver();
  onTestFinished(() => double.close());
  const secret = Buffer.from(double.secret.replace('whsec_', ''), 'base64');
  await opened(generic, { url: `${double.url}${double.hook}`, secret })(event('triggered'));
  const [sent] = double.told;
  expect(shapeOf(sent)).toEqual(shapeOf(JSON.parse(textsOf('json').join())));
});

/** The same with the kind of each value in its place. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([key, inside]) => [key, shapeOf(inside)]),
  );
}
