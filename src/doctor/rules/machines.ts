import { typed } from '../../cards/typed.ts';
import type { KnownMachine, MachineLook, SiteFacts } from '../facts.ts';
import type { Found } from '../finding.ts';

/** What single machines lack. */
export function ofMachines({ looks, machines }: SiteFacts): readonly Found[] {
  const known = new Map(machines.map((machine) => [machine.id, machine]));
  return looks.flatMap((look) => {
    const machine = known.get(look.id);
    return machine ? [...agent(look, machine), ...snapshot(look, machine)] : [];
  });
}

function agent({ agent: channel }: MachineLook, { id, host, name }: KnownMachine): Found[] {
  const of = { severity: 'info', host, machine: { id, name } } as const;
  const fix = typed('guest setup', name);
  if (channel === 'missing') {
    const says = 'it has no channel for a guest agent: its addresses and its clean shutdown suffer';
    return [{ code: 'agent-missing', ...of, says, fix }];
  }
  if (channel !== 'unheard' && channel !== 'silent') return [];
  return [{ code: 'agent-silent', ...of, says: 'no guest agent answers in it', fix }];
}

function snapshot({ snapshot: refused }: MachineLook, { id, host, name }: KnownMachine): Found[] {
  if (refused === undefined) return [];
  return [
    {
      code: 'snapshot-refused',
      severity: 'info',
      host,
      machine: { id, name },
      says: refused.message,
      fix: refused.hint,
    },
  ];
}
