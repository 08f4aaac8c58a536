import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pingScript } from '../../src/connectivity/ping-scripts.ts';
import { tcpScript } from '../../src/connectivity/tcp.ts';
import { readState } from '../../src/connectivity/transfer-output.ts';
import { choosePair } from '../../src/connectivity/transfer-pair.ts';
import {
  receiveScript,
  sendScript,
  stateScript,
  stopScript,
  toolsScript,
} from '../../src/connectivity/transfer-scripts.ts';
import { BotError } from '../../src/errors.ts';
import { exec } from '../../src/exec.ts';
import type { GuestChannel, GuestResult } from '../../src/hypervisor/guest.ts';
import { type Bench, openBench, textOf } from '../commands/bench.ts';
import { memoryTask } from '../contracts/task.ts';
import { guest, machine, type Pretend, pretend } from '../doubles/hypervisor.ts';

/** Loopback in the words of IPv6, which are no address that only the guest itself has: both guests are this machine. */
const addresses = { e1: '::ffff:127.0.0.2', e2: '::ffff:127.0.0.1' };
const answered = '2 packets transmitted, 2 packets received, 0% packet loss\n';

const sh = async (argv: readonly string[]): Promise<GuestResult> => {
  const [file = '', ...args] = argv;
  const options = { signal: new AbortController().signal, timeoutMs: 60_000 };
  const { exitCode = 1, stdout, stderr } = await exec(file, args, options);
  return { exitCode, stdout, stderr, truncated: false };
};

interface Lab {
  readonly site: Pretend;
  readonly bench: Bench;
  /** What is sent to which guest is first asked here: a script that it answers is not run. */
  instead: (name: string, argv: readonly string[]) => Promise<GuestResult> | undefined;
  /** Of every transfer that was begun. */
  readonly marks: Set<string>;
  /** How often a script was run. */
  ran(script: string): number;
}

/** Two guests that are shells of this machine, with what it has to carry bytes. */
function openLab(): Lab {
  const works: Promise<GuestResult>[] = [];
  const scripts: string[] = [];
  const marks = new Set<string>();
  const channel: GuestChannel = guest({
    addresses: async ({ name }) => [
      { name: 'eth0', addresses: [name === 'e1' ? addresses.e1 : addresses.e2] },
    ],
    async start({ name }, argv) {
      const [, , script = '', , mark = ''] = argv;
      if (script === receiveScript || script === sendScript) marks.add(mark);
      scripts.push(script);
      const said = lab.instead(name, argv) ?? (script === pingScript ? echo() : sh(argv));
      said.catch(() => {});
      return { pid: works.push(said) };
    },
    async wait(_machine, { pid }, { signal, timeoutMs }) {
      const late = new BotError('timeout', 'it still runs');
      const ends = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(timeoutMs))]);
      const stopped = Promise.withResolvers<never>();
      const stop = () => stopped.reject(signal.aborted ? signal.reason : late);
      ends.addEventListener('abort', stop, { once: true });
      return Promise.race([works[pid - 1] ?? expect.unreachable(), stopped.promise]);
    },
  });
  const site = pretend({ guest: channel });
  site.machines = [machine('e1'), machine('e2', { host: 'kvm-b' })];
  const lab: Lab = {
    site,
    bench: openBench([site.hypervisor]),
    instead: () => undefined,
    marks,
    ran: (script) => scripts.filter((one) => one === script).length,
  };
  return lab;
}

async function said(stdout: string): Promise<GuestResult> {
  return { exitCode: 0, stdout, stderr: '', truncated: false };
}

const echo = () => said(answered);

/** Never says how it ended, like a guest that freezes. */
const frozen = () => new Promise<never>(() => {});

async function left(marks: Iterable<string>): Promise<number> {
  const states = await Promise.all(
    [...marks].map((mark) => sh(['/bin/sh', '-c', stateScript, 'sh', mark, '1'])),
  );
  return states.reduce((sum, { stdout }) => sum + readState(stdout).processes, 0);
}

const tools = existsSync('/proc/self/environ')
  ? (await sh(['/bin/sh', '-c', toolsScript])).stdout.split('\n')
  : [];
const canCarry = choosePair({ there: tools, here: tools, address: addresses.e2 }) !== undefined;

describe.runIf(canCarry)('a transfer', () => {
  let lab: Lab;
  beforeEach(() => {
    lab = openLab();
  });
  afterEach(async () => {
    for (const mark of lab.marks) await sh(['/bin/sh', '-c', stopScript, 'sh', mark]);
  });

  it('is a figure where both ends agree, and leaves nothing', async () => {
    const { state, card } = await lab.bench.carryOut('net transfer e1 e2 300K both-ways');
    expect(state, textOf(card)).toBe('done');
    expect(card.title).toContain('300 KiB arrived whole each way');
    for (const [way, to] of [
      ['e1 → e2', addresses.e2],
      ['e2 → e1', addresses.e1],
    ]) {
      expect(textOf(card)).toContain(`${way} | ${to} | 300 KiB`);
    }
    expect(lab.marks.size).toBe(2);
    expect(await left(lab.marks)).toBe(0);
  });

  it('goes where pings are dropped and TCP answers, and nowhere where neither does', async () => {
    const answers = (ports: string) => {
      lab.instead = (_, [, , script]) => {
        const stdout = '2 packets transmitted, 0 packets received, 100% packet loss\n';
        if (script === pingScript) return said(stdout);
        return script === tcpScript ? said(ports) : undefined;
      };
      return lab.bench.carryOut('net transfer e1 e2 30K');
    };
    expect((await answers('22 silent\n80 refused\n')).card.title).toContain('30 KiB arrived whole');
    await expect(answers('22 silent\n80 silent\n')).rejects.toMatchObject({ code: 'conflict' });
  });

  it.each([
    { dies: 'after-intent', diesAt: 0, way: 'one-way', sent: 1 },
    { dies: 'after-do', diesAt: 0, way: 'one-way', sent: 2 },
    { dies: 'after-do', diesAt: 1, way: 'both-ways', sent: 3 },
  ] as const)(
    '$way, whose bot dies $dies of way $diesAt, is gone on with, and only that way made anew',
    async ({ sent, way, ...dies }) => {
      const [operation = expect.fail()] = (await lab.bench.plan(`net transfer e1 e2 300K ${way}`))
        .operations;
      const first = memoryTask(dies);
      void lab.bench.perform(operation, first);
      await first.died;
      const next = memoryTask({ records: first.records });
      const { state, card } = await lab.bench.perform(operation, next);
      expect(state, textOf(card)).toBe('done');
      expect(lab.ran(sendScript)).toBe(sent);
      expect(await left(lab.marks)).toBe(0);
    },
  );

  it('that was handed over half-way is ended by the next, which begins anew', async () => {
    const [operation = expect.fail()] = (await lab.bench.plan('net transfer e1 e2 300K'))
      .operations;
    lab.instead = (_name, argv) => (argv.includes(sendScript) ? frozen() : undefined);
    const first = memoryTask();
    const ended = lab.bench.perform(operation, first).catch((error: unknown) => error);
    await expect.poll(() => lab.ran(sendScript), { timeout: 60_000 }).toBe(1);
    first.stop('handover');
    expect(await ended).toMatchObject({ reason: 'handover' });
    expect(await left(lab.marks)).toBeGreaterThan(0);
    lab.instead = () => undefined;
    const next = memoryTask({ records: first.records });
    expect(await lab.bench.perform(operation, next)).toMatchObject({ state: 'done' });
    expect(await left(lab.marks)).toBe(0);
  });

  it('of which nobody can tell what still runs is undecided, and nothing more is sent', async () => {
    const [operation = expect.fail()] = (await lab.bench.plan('net transfer e1 e2 300K'))
      .operations;
    const first = memoryTask({ dies: 'after-intent' });
    void lab.bench.perform(operation, first);
    await first.died;
    lab.instead = (name, argv) =>
      name === 'e2' && argv.includes(stopScript)
        ? Promise.reject(new BotError('unreachable', 'kvm-b does not answer'))
        : undefined;
    const next = memoryTask({ records: first.records, lookLimitMs: 100 });
    await expect(lab.bench.perform(operation, next)).rejects.toMatchObject({ code: 'undecided' });
    expect(lab.ran(sendScript)).toBe(0);
  });

  it('whose far guest is off by then has nothing left to ask about, and fails', async () => {
    const [operation = expect.fail()] = (await lab.bench.plan('net transfer e1 e2 300K'))
      .operations;
    const first = memoryTask({ dies: 'after-intent' });
    void lab.bench.perform(operation, first);
    await first.died;
    lab.site.machines = [machine('e1'), machine('e2', { host: 'kvm-b', state: 'stopped' })];
    lab.instead = (name) =>
      name === 'e2' ? Promise.reject(new BotError('conflict', 'e2 does not run')) : undefined;
    const { state, card } = await lab.bench.perform(
      operation,
      memoryTask({ records: first.records }),
    );
    expect(state).toBe('failed');
    expect(card.title).toContain('e2 does not run');
    expect(textOf(card)).toContain('| unknown | unknown |');
  });

  it('to a guest that is slow to begin waits for it', async () => {
    lab.instead = (name, [file, ...argv]) =>
      name === 'e2' && argv.includes(receiveScript)
        ? sh(['/bin/sh', '-c', 'sleep 2; exec "$0" "$@"', file ?? '', ...argv])
        : undefined;
    const { state, card } = await lab.bench.carryOut('net transfer e1 e2 300K');
    expect(state, textOf(card)).toBe('done');
  });

  it('that arrives with another checksum is no figure', async () => {
    lab.instead = (_name, argv) =>
      argv.includes(sendScript)
        ? sh(argv).then((sent) => ({
            ...sent,
            stdout: sent.stdout.replace(/^\w{64}/, 'f'.repeat(64)),
          }))
        : undefined;
    const { state, card } = await lab.bench.carryOut('net transfer e1 e2 300K');
    expect(state).toBe('failed');
    expect(textOf(card)).toContain('| unknown | unknown |');
    expect(await left(lab.marks)).toBe(0);
  });
});
