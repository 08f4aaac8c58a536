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
    disksOnly: z.boolean().optional(),
    external: z.boolean().optional(),
  }),
  z.object({ ...task, call: z.literal('snapshot.rollback'), name: z.string() }),
  z.object({
    ...task,
    call: z.literal('snapshot.delete'),
    name: z.string(),
    children: z.boolean().optional(),
  }),
  z.object({
    ...task,
    call: z.literal('label'),
    tags: z.array(z.string()).optional(),
    note: z.string().optional(),
  }),
  z.object({ ...task, call: z.literal('net.connect'), segment: z.string() }),
  z.object({ ...task, call: z.literal('net.link'), up: z.boolean() }),
  z.object({ ...task, call: z.literal('guest.channel') }),
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

/** Making and changing machines: tasks too; the first is about no machine yet. */
export const MakingCall = z.discriminatedUnion('call', [
  z.object({
    ...task,
    call: z.literal('machine.create'),
    name: z.string(),
    host: z.string(),
    cpus: z.number(),
    memoryBytes: z.number(),
    diskBytes: z.number(),
    /** What its disk is a copy of, or the medium in its drive. */
    image: z.string(),
    segment: z.string(),
    cloudInit: z.boolean(),
    address: z.string().optional(),
  }),
  z.object({ ...task, call: z.literal('machine.clone'), name: z.string(), linked: z.boolean() }),
  z.object({
    ...task,
    call: z.literal('machine.set'),
    cpus: z.number().optional(),
    memoryBytes: z.number().optional(),
  }),
  z.object({ ...task, call: z.literal('disk.resize'), disk: z.string(), bytes: z.number() }),
  z.object({ ...task, call: z.literal('machine.delete'), files: z.array(z.string()) }),
]);
export type MakingCall = z.infer<typeof MakingCall>;

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

export const Call = z.union([TaskCall, BackupCall, MakingCall, OtherCall]);
export type Call = TaskCall | BackupCall | MakingCall | OtherCall;

/** A call before the client gives it an id and a time. */
export type NewCall = Without<Call, 'id' | 'at'>;

/** What a task call says besides where, by whom and how fast. */
export type Act = Without<TaskCall | BackupCall | MakingCall, keyof typeof task>;

/** Omit for each member of a union by itself. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
