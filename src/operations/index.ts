import type { OperationKind } from '../operation.ts';
import { backupCreate } from './backup-create.ts';
import { backupDelete } from './backup-delete.ts';
import { backupProtect } from './backup-protect.ts';
import { backupRestore } from './backup-restore.ts';
import { backupVerify } from './backup-verify.ts';
import { group } from './group.ts';
import { guestAttach } from './guest-attach.ts';
import { guestCopy } from './guest-copy.ts';
import { guestRun } from './guest-run.ts';
import { guestWait } from './guest-wait.ts';
import { guestForget, guestWay } from './guest-way.ts';
import { guestWrite } from './guest-write.ts';
import { netConnect } from './net-connect.ts';
import { netLink } from './net-link.ts';
import { netMatrix } from './net-matrix.ts';
import { netPing } from './net-ping.ts';
import { netTransfer } from './net-transfer.ts';
import { netWhy } from './net-why.ts';
import { power } from './power.ts';
import { snapshotCreate } from './snapshot-create.ts';
import { snapshotDelete } from './snapshot-delete.ts';
import { snapshotRollback } from './snapshot-rollback.ts';
import { vmClone } from './vm-clone.ts';
import { vmCreate } from './vm-create.ts';
import { vmDelete } from './vm-delete.ts';
import { vmNote } from './vm-note.ts';
import { vmResize } from './vm-resize.ts';
import { vmSet } from './vm-set.ts';
import { vmTag } from './vm-tag.ts';

/** Every kind of work that is stored, run and resumed. */
export const operationKinds: readonly OperationKind[] = [
  backupCreate,
  backupDelete,
  backupProtect,
  backupRestore,
  backupVerify,
  group,
  guestAttach,
  guestCopy,
  guestForget,
  guestRun,
  guestWait,
  guestWay,
  guestWrite,
  netConnect,
  netLink,
  netMatrix,
  netPing,
  netTransfer,
  netWhy,
  power,
  snapshotCreate,
  snapshotDelete,
  snapshotRollback,
  vmClone,
  vmCreate,
  vmDelete,
  vmNote,
  vmResize,
  vmSet,
  vmTag,
];
