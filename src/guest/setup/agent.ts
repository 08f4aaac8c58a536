import type { Block, Card } from '../../card.ts';
import type { CommandContext, Plan, ResolvedMachine } from '../../command.ts';
import type { GuestDiagnosis } from '../../hypervisor/guest.ts';
import { attachOperation } from '../../operations/guest-attach.ts';
import { fingerprint } from '../../safety/fingerprint.ts';
import { seenMachine } from '../../safety/seen.ts';
import { notRunning } from '../running.ts';
import { checkAgain, pasteBlocks, sshWay } from './lines.ts';

/** What is missing for the platform's own way in: done from outside where that can be, else told. */
export async function planAgent(
  resolved: ResolvedMachine,
  { signal }: CommandContext,
): Promise<Card | Plan> {
  const { machine, label, hypervisor } = resolved;
  const channel = hypervisor.guest;
  const isVm = machine.kind === 'vm';
  const diagnosis = isVm ? await channel?.diagnose?.(machine, signal) : undefined;
  if (diagnosis?.remedy && channel?.attach) return attachPlan(resolved, diagnosis);
  if (machine.state !== 'running') throw notRunning(resolved);
  if (diagnosis === undefined) return withoutDiagnosis(resolved, signal);
  if (diagnosis.channel === 'answers') return answersCard(label, findings(diagnosis));
  return {
    title: `What the guest of ${label} lacks`,
    tone: 'warning',
    blocks: [...findings(diagnosis), ...pasteBlocks(diagnosis), sshWay(label)],
    actions: [checkAgain(label)],
  };
}

function findings(diagnosis: GuestDiagnosis): readonly Block[] {
  return [{ type: 'text', text: diagnosis.findings.join('\n') }];
}

function attachPlan(resolved: ResolvedMachine, diagnosis: GuestDiagnosis): Plan {
  const { label, machine } = resolved;
  const { does = '', afterRestart = false } = diagnosis.remedy ?? {};
  return {
    preview: {
      title: `Give ${label} a channel for a guest agent?`,
      blocks: [
        ...findings(diagnosis),
        { type: 'text', text: does },
        ...(afterRestart
          ? [
              {
                type: 'text',
                text: 'It counts once the machine was shut down and started.',
              } as const,
            ]
          : []),
        { type: 'text', text: 'What remains to be done in the guest is told afterwards.' },
      ],
    },
    fingerprint: fingerprint(['guest setup', seenMachine(resolved), diagnosis.channel, does]),
    danger: 'confirm',
    confirmLabel: `Give ${label} on ${machine.host} a channel`,
    operations: [attachOperation(resolved, diagnosis)],
  };
}

async function withoutDiagnosis(
  { machine, label, hypervisor }: ResolvedMachine,
  signal: AbortSignal,
): Promise<Card> {
  const probe = await hypervisor.guest?.probe(machine, signal);
  if (probe?.answers) return answersCard(label, []);
  const why = probe?.why ?? `${machine.site} has no way into its guests`;
  return {
    title: `The guest of ${label} does not answer`,
    tone: 'warning',
    blocks: [{ type: 'text', text: `${why}. ${probe?.hint ?? ''}`.trim() }, sshWay(label)],
    actions: [checkAgain(label)],
  };
}

function answersCard(label: string, blocks: readonly Block[]): Card {
  return { title: `The guest of ${label} answers`, tone: 'success', blocks };
}
