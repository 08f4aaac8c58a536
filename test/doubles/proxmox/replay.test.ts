import { describe, expect, it } from 'vitest';
import { createClient } from './client.ts';
import { readContract } from './contract/contract.ts';
import { startProxmox } from './index.ts';
import { needSchema, notReplayed } from './not-replayed.ts';
import { preparations } from './preparations.ts';
import { type Exchange, readExchanges, recordedNode } from './recorded.ts';
import { differences, shapeOf } from './shape.ts';

const exchanges = readExchanges();

describe('an exchange recorded from a real node', () => {
  for (const exchange of exchanges) {
    const reason = notReplayed[exchange.name] ?? lacking(exchange.name);
    if (reason !== undefined) it.skip(`${exchange.name}: ${reason}`, () => undefined);
    else it(`${exchange.name} is answered alike`, () => replay(exchange));
  }

  it('is named among those not replayed only where it is one', () => {
    const names = new Set(exchanges.map(({ name }) => name));
    expect(Object.keys(notReplayed).filter((name) => !names.has(name))).toEqual([]);
  });
});

/** The names of backups have their time in them. */
function timeless(text: string): string {
  return text.replaceAll(/\d{4}(?:_\d\d){2}-\d\d(?:_\d\d){2}/g, 'TIME');
}

function lacking(name: string): string | undefined {
  return needSchema.has(name) ? readContract().off[0] : undefined;
}

async function replay(exchange: Exchange): Promise<void> {
  const double = await startProxmox({ seed: recordedNode, pace: { secondMs: 200 } });
  try {
    const instead = (await preparations[exchange.name]?.(double)) ?? {};
    const client = createClient(double, tokenFor(exchange.as, double));
    const path = instead.path ?? exchange.path.split('?')[0] ?? '';
    const params = instead.params ?? exchange.params ?? undefined;
    const reply = await client.ask(exchange.method, path, params, instead.headers);
    const { status, reason, connection, body } = exchange;
    expect(`${reply.status} ${reply.reason} (${reply.connection})`).toBe(
      `${status} ${reason} (${connection})`,
    );
    if (typeof body === 'string') expect(reply.text).toBe(body);
    else {
      expect(differences(shapeOf(body), shapeOf(reply.body)).join('\n')).toBe('');
      const { message, errors } = body;
      expect([reply.body['message'], reply.body['errors']]).toEqual([message, errors]);
    }
    if (exchange.task !== undefined) {
      expect(String(reply.body['data']).split(':').slice(5, 8)).toEqual(
        exchange.task.upid.split(':').slice(5, 8),
      );
      const root = createClient(double);
      const outcome = await root.outcome(reply.body['data']);
      await root.close();
      expect(timeless(outcome)).toBe(timeless(exchange.task.exitstatus));
    }
    await client.close();
  } finally {
    await double.close();
  }
}

function tokenFor(as: Exchange['as'], { tokens }: Awaited<ReturnType<typeof startProxmox>>) {
  if (as === null) return null;
  return as === 'sep' ? tokens.bare : tokens[as];
}
