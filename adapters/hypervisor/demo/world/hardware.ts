import type { Seed } from './fleet.ts';
import type { Hardware, State } from './state.ts';

/** The machine with what it was given since it was made; a larger disk holds no more than it did. */
export function withHardware(seed: Seed, { hardware }: State): Seed {
  if (!hardware) return seed;
  const { cpus = seed.cpus, memoryBytes = seed.memoryBytes } = hardware;
  const { diskBytes = seed.diskBytes } = hardware;
  const disk = (seed.temper.disk * seed.diskBytes) / diskBytes;
  return { ...seed, cpus, memoryBytes, diskBytes, temper: { ...seed.temper, disk } };
}

/** CPUs and memory: at once for a machine that is off, else when it is started the next time. */
export function afterSet(
  state: State,
  { cpus, memoryBytes }: Pick<Hardware, 'cpus' | 'memoryBytes'>,
): State {
  const now = state.state === 'stopped';
  const before = (now ? state.hardware : state.nextHardware) ?? {};
  const after: Hardware = {
    ...before,
    ...(cpus !== undefined && { cpus }),
    ...(memoryBytes !== undefined && { memoryBytes }),
  };
  return now ? { ...state, hardware: after } : { ...state, nextHardware: after };
}

export function afterResize(state: State, diskBytes: number): State {
  return { ...state, hardware: { ...state.hardware, diskBytes } };
}

/** What waited for a start from off; a reboot keeps the same virtual machine. */
export function atStart(state: State): State {
  const { nextHardware, ...others } = state;
  if (state.state !== 'stopped' || !nextHardware) return state;
  return { ...others, hardware: { ...state.hardware, ...nextHardware } };
}
