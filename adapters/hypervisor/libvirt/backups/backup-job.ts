/** What libvirt says of a machine's backup job. */
export type BackupJob =
  | { readonly is: 'none' }
  | { readonly is: 'done'; readonly total: number; readonly elapsed: number }
  | {
      readonly is: 'running';
      readonly done: number;
      readonly total: number;
      /** Milliseconds since it began. */
      readonly elapsed: number;
    }
  | { readonly is: 'failed'; readonly why: string };

/** VIR_DOMAIN_JOB_OPERATION_BACKUP: https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainJobOperation */
const BACKUP = 9;
/** VIR_DOMAIN_JOB_BOUNDED and UNBOUNDED go on; COMPLETED, FAILED, CANCELLED are ends. */
const going = [1, 2];
const COMPLETED = 3;
const ends: Readonly<Record<number, BackupJob>> = {
  4: { is: 'failed', why: 'libvirt says no more' },
  5: { is: 'failed', why: 'somebody else cancelled it' },
};

/** Two answers of `domjobinfo --rawstats`: of the job that runs, and of the one that ended last. */
export function parseBackupJob(now: string, completed: string): BackupJob {
  if (going.includes(figure(now, 'Job type')) && figure(now, 'operation') === BACKUP) {
    const total = figure(now, 'disk_total');
    const elapsed = figure(now, 'time_elapsed') || 0;
    return { is: 'running', done: figure(now, 'disk_processed') || 0, total: total || 0, elapsed };
  }
  if (figure(completed, 'operation') !== BACKUP) return { is: 'none' };
  if (figure(completed, 'Job type') === COMPLETED) {
    const elapsed = figure(completed, 'time_elapsed') || 0;
    return { is: 'done', total: figure(completed, 'disk_total') || 0, elapsed };
  }
  const end = ends[figure(completed, 'Job type')] ?? { is: 'none' };
  const why = /^errmsg: (.+)$/m.exec(completed)?.[1];
  return end.is === 'failed' && why !== undefined && !/^Operation canceled$/.test(why)
    ? { is: 'failed', why }
    : end;
}

function figure(text: string, name: string): number {
  return Number(new RegExp(`^${name}: +?(\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}
