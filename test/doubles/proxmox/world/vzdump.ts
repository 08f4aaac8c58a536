import { randomUUID } from 'node:crypto';
import { sizeText } from '../config/drives.ts';
import { asleep, poweredOff } from '../inside/inside.ts';
import { demandUnlocked, disksOf, type Guest, isTemplate, nameOf } from './guest.ts';
import { told } from './guest-work.ts';
import { powerOff, powerOn } from './power.ts';
import type { Storage, Volume } from './storage.ts';
import type { Running } from './task-run.ts';
import { demandRoom, findVolume, pathOf } from './volumes.ts';
import type { World } from './world.ts';

/** One run of vzdump over one or more machines. */
export interface Job {
  readonly world: World;
  readonly node: string;
  readonly storage: Storage;
  readonly task: Running;
  readonly mode: string;
  readonly compress: string;
  readonly notes: string | undefined;
  readonly isProtected: boolean;
  readonly keep: string | undefined;
  /** Takes away what is kept no longer; nothing where all is kept. */
  prune(vmid: number): readonly Volume[] | undefined;
}

/** Gives whether it went well; a failure is told in the log, and the others go on. */
export async function backUp(job: Job, vmid: number): Promise<boolean> {
  const { world, node, task } = job;
  const begun = world.seconds();
  const guest = world.guests.get(vmid);
  try {
    if (guest === undefined || guest.node !== node) throw new Error(`unable to find VM '${vmid}'`);
    await one(job, guest);
  } catch (error) {
    return failed(job, vmid, error);
  }
  const took = Math.ceil(world.seconds() - begun);
  task.log(`INFO: Finished Backup of VM ${vmid} (${clock(took)})`);
  task.log(`INFO: Backup finished at ${timeOf(world.now())}`);
  return true;
}

/** One that is cancelled ends the whole job. */
function failed({ world, task }: Job, vmid: number, error: unknown): false {
  const reason = error instanceof Error ? error.message : String(error);
  if (reason === 'unexpected status') throw error;
  const isCut = task.signal.aborted;
  if (isCut) task.log('ERROR: interrupted by signal\nINFO: aborting backup job');
  const why = isCut ? 'interrupted by signal' : reason;
  task.log(`ERROR: Backup of VM ${vmid} failed - ${why}`);
  task.log(`INFO: Failed at ${timeOf(world.now())}`);
  if (!isCut) return false;
  task.log('ERROR: Backup job failed - interrupted by signal');
  throw new Error('interrupted by signal');
}

async function one(job: Job, guest: Guest): Promise<void> {
  const { world, task, mode } = job;
  const isVm = guest.kind === 'qemu';
  task.log(`INFO: Starting Backup of VM ${guest.vmid} (${guest.kind})`);
  task.log(`INFO: Backup started at ${timeOf(world.now())}`);
  task.log(`INFO: status = ${guest.state === 'stopped' ? 'stopped' : 'running'}`);
  const release = await world.locks.take(guest);
  try {
    demandUnlocked(guest);
    guest.config['lock'] = 'backup';
  } finally {
    release();
  }
  const isRunning = guest.state !== 'stopped';
  try {
    const how = isRunning || isVm ? mode : 'stop';
    task.log(`INFO: backup mode: ${isRunning ? how : 'stop'}`);
    task.log('INFO: ionice priority: 7');
    task.log(`INFO: ${isVm ? 'VM' : 'CT'} Name: ${nameOf(guest)}`);
    describe(guest, task);
    await write(job, guest, isRunning);
  } finally {
    if (world.guests.get(guest.vmid) === guest) delete guest.config['lock'];
  }
}

function describe(guest: Guest, task: Running): void {
  for (const { key, volid, bytes } of disksOf(guest)) {
    if (guest.kind === 'qemu')
      task.log(`INFO: include disk '${key}' '${volid}' ${sizeText(bytes)}`);
    else task.log(`INFO: including mount point ${key} ('/') in backup`);
  }
  if (guest.snapshots.length > 0) task.log('INFO: snapshots found (not included into backup)');
}

async function write(job: Job, guest: Guest, isRunning: boolean): Promise<void> {
  const { world, task, storage, mode } = job;
  const stops = isRunning && mode === 'stop';
  const volume = await archive(job, guest);
  if (stops) task.log('INFO: stopping virtual guest');
  if (stops) powerOff(guest);
  task.log(`INFO: creating vzdump archive '${pathOf(storage, volume.volid)}'`);
  try {
    if (guest.kind === 'qemu') await copyVm(job, guest, isRunning);
    else await copyContainer(job);
    demandRoom(world, storage, job.node, volume.size);
  } finally {
    if (stops && guest.kind === 'lxc') task.log('INFO: restarting vm');
    if (stops && !isTemplate(guest)) powerOn(world, guest);
  }
  task.log(`INFO: archive file size: ${Math.ceil(volume.size / 1024)}KB`);
  finish(job, guest, volume);
}

function finish(job: Job, guest: Guest, volume: Volume): void {
  const { world, task, isProtected, keep, prune } = job;
  if (volume.notes !== undefined) task.log('INFO: adding notes to backup');
  if (isProtected) task.log('INFO: marking backup as protected');
  world.volumes.push(volume);
  const gone = prune(guest.vmid);
  if (gone === undefined) return;
  task.log(`INFO: prune older backups with retention: ${(keep ?? '').replaceAll(',', ', ')}`);
  for (const { volid } of gone) task.log(`INFO: removing backup '${volid}'`);
  task.log(`INFO: pruned ${gone.length} backup(s) not covered by keep-retention policy`);
}

async function copyVm({ world, task }: Job, guest: Guest, isRunning: boolean): Promise<void> {
  if (isRunning) {
    const canFreeze = /^(?:enabled=)?1/.test(String(guest.config['agent'] ?? ''));
    task.log(
      canFreeze
        ? "INFO: issuing guest-agent 'fs-freeze' command\nINFO: issuing guest-agent 'fs-thaw' command"
        : 'INFO: skipping guest filesystem freeze - disabled in VM options',
    );
  } else task.log('INFO: starting kvm to execute backup task');
  task.log('INFO: starting backup via QMP command');
  task.log(`INFO: started backup task '${randomUUID()}'`);
  if (isRunning) task.log('INFO: resuming VM again');
  const total = disksOf(guest).reduce((sum, { bytes }) => sum + bytes, 0);
  const steps = 5;
  for (let step = 1; step <= steps; step += 1) {
    await task.midway(world.pace.taskMs / steps);
    const percent = String(Math.floor((100 * step) / steps)).padStart(3);
    const done = told(Math.floor((total * step) / steps));
    task.log(
      `INFO: ${percent}% (${done} of ${told(total)}) in ${step}s, read: ${told(total / steps)}/s, write: 0 B/s`,
    );
  }
  task.log(`INFO: backup is sparse: ${told(total)} (100%) total zero data`);
  task.log(`INFO: transferred ${told(total)} in ${steps} seconds (${told(total / steps)}/s)`);
  if (!isRunning) task.log('INFO: stopping kvm after backup task');
}

async function copyContainer({ world, task }: Job): Promise<void> {
  await task.midway(world.pace.taskMs);
  task.log('INFO: Total bytes written: 2088960 (2.0MiB, 49MiB/s)');
}

const suffixes: Readonly<Record<string, string>> = {
  zstd: '.zst',
  gzip: '.gz',
  '1': '.lzo',
  lzo: '.lzo',
};

/** Its name has the second it is begun in; where that is taken it begins in the next one. */
async function archive(job: Job, guest: Guest): Promise<Volume> {
  const { world, storage, node, notes, isProtected } = job;
  const { kind, vmid } = guest;
  const format = `${kind === 'qemu' ? 'vma' : 'tar'}${suffixes[job.compress] ?? ''}`;
  const nameAt = (seconds: number) =>
    `${storage.id}:backup/vzdump-${kind}-${vmid}-${stamp(seconds)}.${format}`;
  let ctime = Math.floor(world.seconds());
  while (findVolume(world, nameAt(ctime), node) !== undefined) {
    const next = ctime + 1;
    // A clock that a test has stopped does not get there.
    for (let tries = 0; world.seconds() < next && tries < 50; tries += 1) await job.task.wait(25);
    ctime = next;
  }
  const written = disksOf(guest).reduce((sum, { volid }) => sum + usedBy(job, volid), 0);
  const size = Math.max(4096, Math.floor(written / (format.includes('.') ? 3 : 1)));
  const inside = guest.state === 'stopped' ? guest.inside : poweredOff(asleep(guest, world.now()));
  const { lock: _, ...config } = guest.config;
  return {
    volid: nameAt(ctime),
    storage: storage.id,
    node: storage.shared ? undefined : node,
    content: 'backup',
    format,
    vmid,
    size,
    used: size,
    ctime,
    subtype: kind,
    notes: notes === undefined ? undefined : notesOf(notes, job, guest),
    isProtected,
    saved: { kind, name: nameOf(guest), config, inside: poweredOff(inside) },
  };
}

function usedBy({ world, node }: Job, volid: string): number {
  return findVolume(world, volid, node)?.used ?? 0;
}

/** https://pve.proxmox.com/pve-docs/chapter-vzdump.html#_backup_notes */
function notesOf(template: string, { node, world }: Job, guest: Guest): string {
  const values: Readonly<Record<string, string>> = {
    guestname: nameOf(guest),
    node,
    vmid: String(guest.vmid),
    cluster: world.nodes.size > 1 ? 'lab' : 'standalone node - no cluster',
  };
  return template
    .replaceAll(/\{\{(\w+)\}\}/g, (all, name: string) => values[name] ?? all)
    .replaceAll(/\\([n\\])/g, (_, letter: string) => (letter === 'n' ? '\n' : '\\'));
}

/** `2026_11_22-21_25_11` */
function stamp(seconds: number): string {
  return timeOf(seconds * 1000)
    .replace(' ', '-')
    .replaceAll(':', '_')
    .replace(/-/, '_')
    .replace(/-/, '_');
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

function clock(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}
