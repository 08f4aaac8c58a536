import type { MachineRef, MachineState } from '../../../src/hypervisor.ts';
import type { AskedFor, Client } from './client.ts';
import { parseMachineReadable } from './machinereadable.ts';
import { stateOf } from './states.ts';
import { uuidWord } from './words.ts';

/** One machine as `showvminfo` has it this moment. */
export interface Info {
  readonly id: string;
  readonly name: string;
  readonly birth: string;
  readonly state: MachineState;
  readonly reason?: string | undefined;
  /** True while a process runs it. */
  readonly active: boolean;
  /** True while VirtualBox is at work on it. */
  readonly passing: boolean;
  readonly changedAt: string;
  readonly cpus?: number | undefined;
  readonly memoryBytes?: number | undefined;
  readonly groups: readonly string[];
  readonly description: string;
  readonly settingsFile: string;
  readonly logFile: string;
  /** All of it, for what only one part of the adapter reads. */
  readonly fields: ReadonlyMap<string, string>;
}

export async function readInfo(
  client: Client,
  machine: Pick<MachineRef, 'id' | 'name'>,
  asked: Omit<AskedFor, 'name'>,
): Promise<Info> {
  const words = ['showvminfo', uuidWord(machine.id), '--machinereadable'];
  const said = await client.ask(words, { ...asked, name: machine.name });
  return infoOf(machine.id, parseMachineReadable(said));
}

export function infoOf(id: string, fields: ReadonlyMap<string, string>): Info {
  const { state, reason, active, passing } = stateOf(fields.get('VMState'));
  const megabytes = figure(fields.get('memory'));
  const logs = fields.get('LogFldr') ?? '';
  return {
    id,
    name: fields.get('name') ?? '',
    birth: fields.get('hardwareuuid') ?? id,
    state,
    reason,
    active: active === true,
    passing: passing === true,
    changedAt: fields.get('VMStateChangeTime') ?? '',
    cpus: figure(fields.get('cpus')),
    memoryBytes: megabytes === undefined ? undefined : megabytes * 1024 ** 2,
    groups: groupsOf(fields.get('groups') ?? ''),
    description: fields.get('description') ?? '',
    settingsFile: fields.get('CfgFile') ?? '',
    logFile: `${logs}${logs.includes('\\') ? '\\' : '/'}VBox.log`,
    fields,
  };
}

function figure(text: string | undefined): number | undefined {
  const value = Number(text);
  return text === undefined || text === '' || Number.isNaN(value) ? undefined : value;
}

/** `/prod,/web/front`; the root alone is no group. */
function groupsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((group) => group.replace(/^\//, ''))
    .filter((group) => group !== '');
}
