import { z } from 'zod';
import { powerActions } from '../../../../src/hypervisor.ts';

/** Everything the pretended hypervisor can be asked to do: one call is one line of its journal. */
const base = { id: z.string(), at: z.number(), machine: z.string() };

/** What becomes a hypervisor task carries its maker's mark and the pace it was started under. */
const task = {
  ...base,
  tag: z.string(),
  step: z.string(),
  speed: z.number(),
  failures: z.boolean(),
};

export const TaskCall = z.discriminatedUnion('call', [
  z.object({ ...task, call: z.enum(powerActions) }),
  z.object({
    ...task,
    call: z.literal('snapshot.create'),
    name: z.string(),
    description: z.string(),
  }),
  z.object({ ...task, call: z.enum(['snapshot.rollback', 'snapshot.delete']), name: z.string() }),
]);
export type TaskCall = z.infer<typeof TaskCall>;

/** Backups: these are tasks too, and their machine may be gone. */
export const BackupCall = z.discriminatedUnion('call', [
  z.object({
    ...task,
    call: z.literal('backup.create'),
    place: z.string(),
    note: z.string(),
    kind: z.enum(['full', 'incremental']),
  }),
  z.object({ ...task, call: z.enum(['backup.verify', 'backup.delete']), backup: z.string() }),
  z.object({
    ...task,
    call: z.literal('backup.restore'),
    backup: z.string(),
    /** The new machine's name; absent restores over the old one. */
    name: z.string().optional(),
    start: z.boolean(),
  }),
]);
export type BackupCall = z.infer<typeof BackupCall>;

export const OtherCall = z.discriminatedUnion('call', [
  z.object({ ...base, call: z.literal('cancel'), task: z.string() }),
  z.object({
    ...base,
    call: z.literal('guest.exec'),
    argv: z.array(z.string()),
    speed: z.number(),
  }),
  z.object({ ...base, call: z.literal('guest.write'), path: z.string(), content: z.base64() }),
  z.object({ ...base, call: z.literal('guest.clock') }),
]);
export type OtherCall = z.infer<typeof OtherCall>;

export const Call = z.union([TaskCall, BackupCall, OtherCall]);
export type Call = TaskCall | BackupCall | OtherCall;

/** A call before the client gives it an id and a time. */
export type NewCall = Without<Call, 'id' | 'at'>;

/** What a task call says besides where, by whom and how fast. */
export type Act = Without<TaskCall | BackupCall, keyof typeof task>;

/** Omit for each member of a union by itself. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
