import type { OperationKind } from '../operation.ts';
import { group } from './group.ts';
import { guestRun } from './guest-run.ts';
import { guestWrite } from './guest-write.ts';
import { netConnect } from './net-connect.ts';
import { netLink } from './net-link.ts';
import { netPing } from './net-ping.ts';
import { power } from './power.ts';
import { snapshotCreate } from './snapshot-create.ts';
import { snapshotDelete } from './snapshot-delete.ts';
import { snapshotRollback } from './snapshot-rollback.ts';

/** Every kind of work that is stored, run and resumed. */
export const operationKinds: readonly OperationKind[] = [
  group,
  guestRun,
  guestWrite,
  netConnect,
  netLink,
  netPing,
  power,
  snapshotCreate,
  snapshotDelete,
  snapshotRollback,
];
