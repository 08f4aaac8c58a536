import { expect, test } from 'vitest';
import { defaultRules } from '../../../src/alerts/rules/default-rules.ts';
import { probeSource } from '../../../src/alerts/sources/probe.ts';
import { BotError } from '../../../src/errors.ts';
import type { GuestProbe } from '../../../src/hypervisor/guest.ts';
import type { OnHost } from '../../../src/hypervisor/on-host.ts';
import { guest, machine, pretend } from '../../doubles/hypervisor.ts';
import { ask, fleetOf, noon, told } from './asked.ts';

const MINUTE = 60_000;
const probed = machine('web-1', { tags: ['probe'] });

/** One moment of a guest: what its agent says, whether it has an address to tell, and whether that answers a ping. */
interface Moment {
  readonly agent: GuestProbe | 'hangs';
  readonly address?: string;
  readonly echo?: 'answers' | 'silent' | 'no ping';
}

const answers: GuestProbe = { answers: true };
const silent: GuestProbe = { answers: false, why: 'nothing answers' };
const never: GuestProbe = { ...silent, never: true };
const tells: GuestProbe = { ...never, tellsAddresses: true };

async function play(moments: readonly Moment[]): Promise<readonly string[]> {
  let now: Moment = { agent: answers };
  const onHost: OnHost = async () => ({
    exitCode: now.echo === 'no ping' ? 69 : now.echo === 'answers' ? 0 : 1,
    stdout: now.echo === 'no ping' ? '' : echoOf(now.echo === 'answers' ? 2 : 0),
    stderr: '',
  });
  const channel = guest({
    async probe() {
      if (now.agent === 'hangs') throw new BotError('timeout', 'no answer');
      return now.agent;
    },
    addresses: async () => (now.address ? [{ name: 'eth0', addresses: [now.address] }] : []),
  });
  const { hypervisor } = pretend({ guest: channel });
  const source = probeSource(fleetOf({ ...hypervisor, onHost }), () => defaultRules);
  const values: string[] = [];
  for (const [minute, moment] of moments.entries()) {
    now = moment;
    const words = await told(source, ask({ machines: [probed], now: noon + minute * MINUTE }));
    values.push(words[0]?.at(-1) ?? '?');
  }
  return values;
}

function echoOf(received: number): string {
  const replies = '24 bytes from 10.0.0.5: icmp_seq=1 ttl=64 time=0.4 ms\n'.repeat(received);
  return `PING 10.0.0.5 (10.0.0.5) 16(44) bytes of data.\n${replies}\n--- 10.0.0.5 ping statistics ---\n2 packets transmitted, ${received} received, ${100 - 50 * received}% packet loss, time 1001ms\n`;
}

const address = '10.0.0.5/24';

test.each<[string, Moment[], string[]]>([
  ['whose agent answers is not silent', [{ agent: answers }], ['0']],
  [
    'whose agent was there and does not answer is',
    [{ agent: answers }, { agent: silent }],
    ['0', '1'],
  ],
  ['whose agent hangs is', [{ agent: 'hangs' }], ['1']],
  ['without a way in, and without an address, has no figure', [{ agent: never }], ['?']],
  [
    'whose agent has died and that answers a ping is not',
    [
      { agent: answers, address },
      { agent: silent, echo: 'answers' },
    ],
    ['0', '0'],
  ],
  [
    'that never answered a ping, as many do, and has no agent, has no figure',
    [{ agent: tells, address, echo: 'silent' }],
    ['?'],
  ],
  [
    'that answered one before and does not any more is silent',
    [
      { agent: tells, address, echo: 'answers' },
      { agent: tells, address, echo: 'silent' },
    ],
    ['0', '1'],
  ],
  [
    'whose host has no ping has no figure without an agent',
    [{ agent: tells, address, echo: 'no ping' }],
    ['?'],
  ],
])('a guest %s', async (_, moments, values) => {
  expect(await play(moments)).toEqual(values);
});

test('only machines that a rule names are asked, and those that do not run are silent for a good reason', async () => {
  const asked: string[] = [];
  const channel = guest({
    async probe({ name }) {
      asked.push(name);
      return answers;
    },
  });
  const rules = defaultRules.map((rule) =>
    rule.signal === 'guest-silent' ? { ...rule, on: 'web-*' } : rule,
  );
  const source = probeSource(fleetOf(pretend({ guest: channel }).hypervisor), () => rules);
  const machines = [machine('web-1'), machine('web-2', { state: 'stopped' }), machine('db-1')];
  expect(await told(source, ask({ machines }))).toEqual(['web-1 0', 'web-2 0']);
  expect(asked).toEqual(['web-1']);
});
