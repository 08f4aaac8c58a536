import type { Fleet } from '../../inventory.ts';
import type { OperationKind } from '../../operation.ts';
import type { Store } from '../../store/store.ts';
import type { Source } from '../source.ts';
import { backupSource } from './backups.ts';
import { guestSource } from './guests.ts';
import { hostClockSource } from './host-clocks.ts';
import { probeSource } from './probe.ts';
import { snapshotSource } from './snapshots.ts';
import { stoppedSource } from './stopped.ts';
import { storageSource } from './storage.ts';
import { taskSource } from './tasks.ts';
import type { RulesNow } from './watched.ts';
import { waySource } from './ways.ts';

export interface SourceParts {
  readonly fleet: Pick<Fleet, 'site' | 'sites'>;
  readonly store: Pick<Store, 'signals' | 'checkups'>;
  readonly kinds: readonly OperationKind[];
  /** What no rule wants is not asked of any machine. */
  readonly rules: RulesNow;
}

/** What is asked of each site beside what is measured. They remember what saves questions, so they are made once. */
export function siteSources({ fleet, store, kinds, rules }: SourceParts): readonly Source[] {
  return [
    stoppedSource({ fleet, records: store.signals, kinds }),
    taskSource(store.signals),
    storageSource(fleet),
    hostClockSource(store.checkups),
    probeSource(fleet, rules),
    guestSource(fleet, rules),
    backupSource(fleet),
    snapshotSource(fleet, rules),
    waySource({ fleet, records: store.signals, rules }),
  ];
}
