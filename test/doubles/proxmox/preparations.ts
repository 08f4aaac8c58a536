import { provisionPreparations } from './preparations-provision.ts';
import { all, on, type Prepare, running, snapshots, stopped, task } from './stage.ts';

const upidPath = (rest: string) => (upid: string) => `/nodes/pve1/tasks/${upid}${rest}`;

/** A ticket of the user's, changed as the exchange needs it. */
function ticket(how: (made: { ticket: string; csrf: string }) => Record<string, string>): Prepare {
  return ({ makeTicket }) => ({ headers: how(makeTicket()) });
}

function header(authorization: string): Prepare {
  return () => ({ headers: { authorization } });
}

const three = snapshots(100, 'before-upgrade', 'second', 'withram');
const named: Readonly<Record<string, Prepare>> = {
  auth_bad_token_secret: header('PVEAPIToken=root@pam!full=00000000-0000-4000-8000-000000000000'),
  auth_bearer: header('Bearer 00000000-0000-4000-8000-000000000000'),
  auth_malformed_token: header('PVEAPIToken=root@pam'),
  auth_token_with_colon: header('PVEAPIToken=root@pam!full:00000000-0000-4000-8000-000000000000'),
  auth_unknown_token: header('PVEAPIToken=root@pam!nosuch=00000000-0000-4000-8000-000000000000'),
  cookie_get: ticket(({ ticket: made }) => ({
    cookie: `PVEAuthCookie=${encodeURIComponent(made)}`,
  })),
  cookie_get_raw: ticket(({ ticket: made }) => ({ cookie: `PVEAuthCookie=${made}` })),
  cookie_tampered: ticket(({ ticket: made }) => ({
    cookie: `PVEAuthCookie=${made.replace('bot@pve', 'root@pam')}`,
  })),
  cookie_post_no_csrf: ticket(({ ticket: made }) => ({ cookie: `PVEAuthCookie=${made}` })),
  cookie_post_bad_csrf: ticket(({ ticket: made }) => ({
    cookie: `PVEAuthCookie=${made}`,
    csrfpreventiontoken: '6B035CE5:nonsense',
  })),
  cookie_post_csrf: ticket(({ ticket: made, csrf }) => ({
    cookie: `PVEAuthCookie=${made}`,
    csrfpreventiontoken: csrf,
  })),
  ticket_ok: ({ user }) => ({ params: { username: user.name, password: user.password } }),
  ticket_realm_param: ({ user }) => ({
    params: { username: 'bot', realm: 'pve', password: user.password },
  }),
  ticket_renew: ({ makeTicket, user }) => ({
    params: { username: user.name, password: makeTicket().ticket },
  }),
  permissions_dump_ops: ({ grant, tokens, world }) => {
    const admin = [...world.rights.at(tokens.ops.id, '/')];
    grant(tokens.ops, { '/': admin, '/vms/100': admin });
    return undefined;
  },
  status_paused: on(100, (guest) => {
    guest.state = 'paused';
  }),
  resume: on(100, (guest) => {
    guest.state = 'paused';
  }),
  qemu_status_current_running: running(100),
  qemu_list_full: running(100),
  qemu_status_current_stopped: on(101, ({ config }) => {
    delete config['serial0'];
  }),
  cluster_nextid: ({ world }) => {
    world.guests.clear();
    return undefined;
  },
  start_bad_bridge: on(101, ({ config }) => {
    config['net0'] = 'virtio=BC:24:11:00:00:01,bridge=vmbr9';
  }),
  shutdown_forcestop: all(
    running(101),
    on(101, (guest) => {
      guest.acpi = 'ignores';
    }),
  ),
  lxc_stop2: running(200),
  pool_create: ({ world }) => {
    world.pools.clear();
    return undefined;
  },
  pool_remove_vm: on(101, (guest) => {
    guest.pool = 'prod';
  }),
  snapshot_list: snapshots(100, 'before-upgrade'),
  snapshot_create_dup: snapshots(100, 'before-upgrade'),
  snapshot_config_get: all(
    snapshots(100, 'before-upgrade'),
    on(100, ({ snapshots: [first] }) => {
      if (first !== undefined) Object.assign(first.config, { args: '-kernel /opt/guest/vmlinuz' });
    }),
  ),
  snapshot_config_put: snapshots(100, 'before-upgrade'),
  snapshot_second: snapshots(100, 'before-upgrade'),
  snapshot_vmstate: snapshots(100, 'before-upgrade', 'second'),
  snapshot_list_three: three,
  snapshot_rollback: three,
  snapshot_delete: three,
  snapshot_list_after: all(
    three,
    on(100, (guest) => {
      guest.snapshots = guest.snapshots
        .filter(({ name }) => name !== 'before-upgrade')
        .toReversed();
      for (const snapshot of guest.snapshots)
        if (snapshot.parent === 'before-upgrade') snapshot.parent = undefined;
      guest.parent = undefined;
    }),
  ),
  task_cancel: task(upidPath(''), 'running'),
  task_cancel_finished: task(upidPath(''), 'cancelled'),
  task_log_cancelled: task(upidPath('/log'), 'cancelled'),
  task_log_paging: task(upidPath('/log'), 'cancelled'),
  task_log_ok: task(upidPath('/log'), 'ok'),
  task_status_running: task(upidPath('/status'), 'running'),
  tasks_active_running: task(() => '/nodes/pve1/tasks', 'running'),
  tasks_errors: task(() => '/nodes/pve1/tasks', 'cancelled'),
  tasks_node: task(() => '/nodes/pve1/tasks', 'ok'),
  cluster_tasks: task(() => '/cluster/tasks', 'ok'),
  tasks_vmid: all(
    on(100, (_, { faults }) => faults.task({ type: 'qmsnapshot' })),
    snapshots(100, 'before-upgrade'),
  ),
  tasks_statusfilter_warning: all(
    on(100, (_, { faults }) => faults.task({ type: 'qmsnapshot', warn: ['one', 'two'] })),
    snapshots(100, 'before-upgrade'),
  ),
};

const groups: readonly (readonly [Prepare, readonly string[]])[] = [
  [
    stopped(100),
    [
      'reboot_stopped',
      'reset_stopped',
      'resume_stopped',
      'suspend_stopped',
      'shutdown_stopped',
      'stop_stopped',
      'qemu_start',
      'start_100',
      'start_again',
      'start_for_agent',
      'agent_ping_vm_stopped',
      'pool_get',
      'pool_get_old',
    ],
  ],
  [running(101), ['delete_running', 'shutdown_running_task', 'stop_101', 'vzdump_running_vm']],
  [
    stopped(200),
    ['lxc_start', 'lxc_start_end', 'lxc_stop', 'lxc_status_stopped', 'lxc_vzdump_stopped'],
  ],
];

/** What each exchange needs before it is sent; most need nothing. */
export const preparations: Readonly<Record<string, Prepare>> = {
  ...provisionPreparations,
  ...named,
  ...Object.fromEntries(groups.flatMap(([prepare, names]) => names.map((name) => [name, prepare]))),
};
