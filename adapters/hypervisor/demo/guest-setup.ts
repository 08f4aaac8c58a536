import type { GuestChannel, GuestDiagnosis } from '../../../src/hypervisor/guest.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import { act } from './act.ts';
import type { Connection } from './connect.ts';
import { find } from './find.ts';
import { PASTED_SECONDS, silence } from './world/guest/agent.ts';

/** What a pretended guest lacks, and the channel that it can be given. */
export function createGuestSetup(
  connection: Connection,
): Required<Pick<GuestChannel, 'diagnose' | 'attach'>> {
  return {
    async diagnose(machine, signal) {
      signal.throwIfAborted();
      return diagnosis(connection, machine);
    },
    async attach(machine, task) {
      const outcome = await act(connection, machine, { call: 'guest.channel' }, task);
      const pretends = `The demo pretends that somebody pastes the line: the agent answers in ${PASTED_SECONDS} s.`;
      return { ...outcome, notes: [...outcome.notes, pretends] };
    },
  };
}

function diagnosis(connection: Connection, machine: Machine): GuestDiagnosis {
  const { seed, state } = find(connection, machine);
  const os = seed.tags.includes('windows') ? 'win11' : 'debian12';
  if (!seed.agent && state.pastedAt === undefined) {
    const findings = [`${seed.name} has no channel for a guest agent.`];
    const remedy = { does: 'The channel is plugged in.', afterRestart: false };
    return { channel: 'missing', findings, remedy, os };
  }
  if (state.state !== 'running') {
    return { channel: 'off', findings: [`${seed.name} does not run. It has the channel.`], os };
  }
  const silent = silence(seed, state, Date.now());
  if (silent) return { channel: 'unheard', findings: [`${silent.message}.`], os };
  return { channel: 'answers', findings: ['The channel is there, and the agent answers.'], os };
}
