import { z } from 'zod';
import { createClient } from './client.ts';
import { all, on, type Prepare, running, stopped } from './stage.ts';
import type { GuestSeed } from './world/seed.ts';

/** Machines, disks and backups: what those exchanges need that make, change and end them. */

function plant(seed: Partial<GuestSeed> & { readonly vmid: number }): Prepare {
  return ({ world }) => {
    world.plant({ name: `vm${seed.vmid}`, node: 'pve1', ...seed });
    return undefined;
  };
}

function without(vmid: number): Prepare {
  return ({ world }) => {
    world.guests.delete(vmid);
    return undefined;
  };
}

/** A template, and a machine cloned from it whose disk stands on its. */
const linked: Prepare = async (double) => {
  double.world.plant({ vmid: 102, name: 'db02', node: 'pve1', template: true });
  const client = createClient(double);
  const params = { newid: 103, name: 'linked' };
  await client.outcome(await client.data('POST', '/nodes/pve1/qemu/102/clone', params));
  await client.close();
  return undefined;
};

interface Backed {
  readonly vmid: number;
  /** What an exchange is sent with, that names the backup. */
  readonly path?: (volid: string) => string;
  readonly params?: (volid: string) => Record<string, unknown>;
  readonly isProtected?: boolean;
  /** Planted after it was made. */
  readonly after?: Prepare;
}

/** Makes a backup as anybody would; the exchange then names that one. */
function backup({ vmid, path, params, isProtected = false, after }: Backed): Prepare {
  return async (double) => {
    const client = createClient(double);
    const asked = {
      vmid,
      storage: 'local',
      mode: 'snapshot',
      compress: 'zstd',
      'notes-template': '{{guestname}} nightly',
      protected: isProtected ? 1 : 0,
    };
    await client.outcome(await client.data('POST', '/nodes/pve1/vzdump', asked));
    await client.close();
    const found = double.world.volumes.findLast(({ content }) => content === 'backup');
    const volid = z.string().parse(found?.volid);
    await after?.(double);
    return {
      ...(path !== undefined && { path: path(encodeURIComponent(volid)) }),
      ...(params !== undefined && { params: params(volid) }),
    };
  };
}

const content = (volid: string) => `/nodes/pve1/storage/local/content/${volid}`;
const one = (isProtected = false) => backup({ vmid: 200, path: content, isProtected });

/** A program is begun in the guest; the exchange asks for its end. */
function begun(command: readonly string[], isOver: boolean, input?: string): Prepare {
  return async (double) => {
    const client = createClient(double);
    const agent = '/nodes/pve1/qemu/100/agent';
    const params = { command, ...(input !== undefined && { 'input-data': input }) };
    const { pid } = z
      .object({ pid: z.number() })
      .parse(await client.data('POST', `${agent}/exec`, params));
    if (isOver) await new Promise((resolve) => setTimeout(resolve, 100));
    await client.close();
    return { params: { pid } };
  };
}

export const provisionPreparations: Readonly<Record<string, Prepare>> = {
  agent_exec_status: begun(['/bin/sh', '-c', 'echo out; echo err >&2; exit 3'], true),
  agent_exec_input_data_status: begun(['/bin/cat'], true, 'piped in'),
  agent_exec_status_early: begun(['/bin/sleep', '4'], false),
  agent_exec_status_running: begun(['/bin/sleep', '4'], false),
  agent_file_read: async (double) => {
    const client = createClient(double);
    const params = { file: '/tmp/a.txt', content: 'hello\n' };
    await client.data('POST', '/nodes/pve1/qemu/100/agent/file-write', params);
    await client.close();
    return undefined;
  },
  agent_ping_too_early: on(100, (guest) => {
    guest.agent = 'silent';
  }),
  agent_exec_json_body: () => ({ headers: { 'content-type': 'application/json' } }),
  json_body: () => ({ headers: { 'content-type': 'application/json' } }),
  protection_off: on(100, ({ config }) => {
    config['protection'] = 1;
  }),
  delete_protected: on(100, (guest) => {
    guest.state = 'stopped';
    guest.config['protection'] = 1;
  }),
  config_put_delete: on(101, ({ config }) => {
    config['description'] = 'line1';
  }),
  config_restore_net: running(101),
  lxc_clone: all(stopped(200), without(202)),
  clone_existing: plant({ vmid: 102 }),
  clone_linked: plant({ vmid: 102, name: 'db02', template: true }),
  template: plant({ vmid: 102 }),
  delete: plant({ vmid: 103 }),
  delete_105: plant({ vmid: 105 }),
  delete_template: plant({ vmid: 102, template: true }),
  delete_template_in_use: linked,
  lxc_delete: plant({ vmid: 201, kind: 'lxc' }),
  vm100_delete_pre: stopped(100),
  vzdump_stopped_vm: stopped(100),
  qemu_create: without(100),
  qemu_create_101: without(101),
  backup_attrs: one(),
  backup_delete: one(),
  backup_protect: one(),
  backup_unprotect: one(true),
  backup_delete_protected: one(true),
  storage_content_backup: backup({ vmid: 200 }),
  restore_new: backup({
    vmid: 101,
    params: (archive) => ({ vmid: 105, archive, storage: 'local', unique: 1 }),
  }),
  restore_existing_force: backup({
    vmid: 101,
    params: (archive) => ({ vmid: 105, archive, storage: 'local', force: 1 }),
    after: plant({ vmid: 105 }),
  }),
  restore_existing_noforce: backup({
    vmid: 101,
    params: (archive) => ({ vmid: 105, archive, storage: 'local' }),
    after: plant({ vmid: 105 }),
  }),
  lxc_restore_new: backup({
    vmid: 200,
    params: (ostemplate) => ({ vmid: 201, ostemplate, restore: 1, storage: 'local' }),
  }),
  lxc_restore_existing_noforce: backup({
    vmid: 200,
    params: (ostemplate) => ({ vmid: 200, ostemplate, restore: 1, storage: 'local' }),
  }),
};
