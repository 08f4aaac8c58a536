import type { Command } from '../src/command.ts';
import { accessCode } from './access/code.ts';
import { accessExplain } from './access/explain.ts';
import { accessGrant } from './access/grant.ts';
import { accessList } from './access/list.ts';
import { accessRefuse } from './access/refuse.ts';
import { accessRequest } from './access/request.ts';
import { accessRevoke } from './access/revoke.ts';
import { alertAck } from './alert/ack.ts';
import { alertDigest } from './alert/digest.ts';
import { alertList } from './alert/list.ts';
import { alertMute } from './alert/mute.ts';
import { alertOncallGive } from './alert/oncall/give.ts';
import { alertOncallTake } from './alert/oncall/take.ts';
import { alertOncall } from './alert/oncall.ts';
import { alertReplay } from './alert/replay.ts';
import { alertRules } from './alert/rules.ts';
import { alertShow } from './alert/show.ts';
import { alertTest } from './alert/test.ts';
import { alertUnmute } from './alert/unmute.ts';
import { approvalApprove } from './approval/approve.ts';
import { approvalBreak } from './approval/break.ts';
import { approvalList } from './approval/list.ts';
import { approvalReject } from './approval/reject.ts';
import { approvalShow } from './approval/show.ts';
import { approvalWithdraw } from './approval/withdraw.ts';
import { auditExport } from './audit/export.ts';
import { auditList } from './audit/list.ts';
import { auditShow } from './audit/show.ts';
import { auditVerify } from './audit/verify.ts';
import { backupCreate } from './backup/create.ts';
import { backupDelete } from './backup/delete.ts';
import { backupList } from './backup/list.ts';
import { backupProtect } from './backup/protect.ts';
import { backupPrune } from './backup/prune.ts';
import { backupRestore } from './backup/restore.ts';
import { backupUnprotect } from './backup/unprotect.ts';
import { backupVerify } from './backup/verify.ts';
import { board } from './board.ts';
import { claim } from './claim.ts';
import { fleet } from './fleet.ts';
import { guestCopy } from './guest/copy.ts';
import { guestDf } from './guest/df.ts';
import { guestForget } from './guest/forget.ts';
import { guestRead } from './guest/read.ts';
import { guestRun } from './guest/run.ts';
import { guestSetup } from './guest/setup.ts';
import { guestTop } from './guest/top.ts';
import { guestWait } from './guest/wait.ts';
import { guestWrite } from './guest/write.ts';
import { help } from './help.ts';
import { hostChart } from './host/chart.ts';
import { hostCheck } from './host/check.ts';
import { hostList } from './host/list.ts';
import { hostShow } from './host/show.ts';
import { hostStorage } from './host/storage.ts';
import { link } from './link.ts';
import { netConnect } from './net/connect.ts';
import { netInterfaces } from './net/interfaces.ts';
import { netLink } from './net/link.ts';
import { netMatrix } from './net/matrix.ts';
import { netPing } from './net/ping.ts';
import { netSegments } from './net/segments.ts';
import { netTransfer } from './net/transfer.ts';
import { netWhy } from './net/why.ts';
import { replicaList } from './replica/list.ts';
import { snapshotCreate } from './snapshot/create.ts';
import { snapshotDelete } from './snapshot/delete.ts';
import { snapshotList } from './snapshot/list.ts';
import { snapshotRollback } from './snapshot/rollback.ts';
import { taskCancel } from './task/cancel.ts';
import { taskList } from './task/list.ts';
import { taskSettle } from './task/settle.ts';
import { taskShow } from './task/show.ts';
import { unlink } from './unlink.ts';
import { vmChart } from './vm/chart.ts';
import { vmClone } from './vm/clone.ts';
import { vmConsole } from './vm/console.ts';
import { vmCreate } from './vm/create.ts';
import { vmDelete } from './vm/delete.ts';
import { vmHibernate } from './vm/hibernate.ts';
import { vmList } from './vm/list.ts';
import { vmNmi } from './vm/nmi.ts';
import { vmNote } from './vm/note.ts';
import { vmPause } from './vm/pause.ts';
import { vmReboot } from './vm/reboot.ts';
import { vmReset } from './vm/reset.ts';
import { vmResize } from './vm/resize.ts';
import { vmResume } from './vm/resume.ts';
import { vmScreenshot } from './vm/screenshot.ts';
import { vmSet } from './vm/set.ts';
import { vmShow } from './vm/show.ts';
import { vmShutdown } from './vm/shutdown.ts';
import { vmStart } from './vm/start.ts';
import { vmStop } from './vm/stop.ts';
import { vmTag } from './vm/tag.ts';

/** Everything that can be typed, in the order in which help shows it. */
export const commands: readonly Command[] = [
  fleet,
  vmList,
  vmShow,
  vmChart,
  vmScreenshot,
  vmConsole,
  vmStart,
  vmShutdown,
  vmStop,
  vmReboot,
  vmReset,
  vmPause,
  vmResume,
  vmHibernate,
  vmNmi,
  vmCreate,
  vmClone,
  vmSet,
  vmResize,
  vmTag,
  vmNote,
  vmDelete,
  snapshotList,
  snapshotCreate,
  snapshotRollback,
  snapshotDelete,
  backupList,
  backupCreate,
  backupVerify,
  backupRestore,
  backupDelete,
  backupPrune,
  backupProtect,
  backupUnprotect,
  guestRun,
  guestWait,
  guestSetup,
  guestForget,
  guestRead,
  guestWrite,
  guestCopy,
  guestTop,
  guestDf,
  netPing,
  netTransfer,
  netInterfaces,
  netConnect,
  netLink,
  netMatrix,
  netSegments,
  netWhy,
  hostList,
  hostShow,
  hostChart,
  hostStorage,
  hostCheck,
  alertList,
  alertShow,
  alertAck,
  alertMute,
  alertUnmute,
  alertOncall,
  alertOncallGive,
  alertOncallTake,
  alertRules,
  alertReplay,
  alertDigest,
  alertTest,
  taskList,
  taskShow,
  taskCancel,
  taskSettle,
  approvalList,
  approvalShow,
  approvalApprove,
  approvalReject,
  approvalWithdraw,
  approvalBreak,
  board,
  auditList,
  auditShow,
  auditExport,
  auditVerify,
  replicaList,
  accessRequest,
  accessGrant,
  accessRefuse,
  accessRevoke,
  accessList,
  accessExplain,
  accessCode,
  claim,
  link,
  unlink,
  help,
];
