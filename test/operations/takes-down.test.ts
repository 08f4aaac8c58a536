import { describe, expect, it } from 'vitest';
import { powerActions } from '../../src/hypervisor.ts';
import { operationKinds } from '../../src/operations/index.ts';
import { power } from '../../src/operations/power.ts';
import { snapshotRollback } from '../../src/operations/snapshot-rollback.ts';
import { machine } from '../fixtures/machines.ts';

const { site, host, id, birth, name } = machine();
const ref = { site, host, id, birth, name };
const target = { ref, label: name };

it.each(operationKinds.map((kind) => [kind.kind, kind] as const))(
  '%s says which machine it takes down, or that it takes none',
  (_, kind) => {
    expect(kind.takesDown).toBeTypeOf('function');
  },
);

describe('what takes a machine down', () => {
  it.each(powerActions)('power: %s', (action) => {
    const down = power.takesDown?.({ target, action });
    expect(down).toEqual(action === 'start' || action === 'resume' ? undefined : ref);
  });

  it('a rollback', () => {
    const snapshot = { id: 's', name: 's', createdAt: 0 };
    expect(snapshotRollback.takesDown?.({ target, snapshot })).toEqual(ref);
  });
});
