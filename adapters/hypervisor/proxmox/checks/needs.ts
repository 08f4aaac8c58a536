/** What commands may be needed for, by the privileges that Proxmox asks for; the API's own description of each call. */
export interface Need {
  readonly commands: readonly string[];
  readonly privileges: readonly string[];
  /** Where PVE 8 has other names. */
  readonly eight?: readonly string[];
}

/** PVE 8 had one privilege for all that the guest's agent does; 9 parted it. */
const eight = ['VM.Monitor'];

export const needs: readonly Need[] = [
  { commands: ['vm list', 'vm show', 'snapshot list'], privileges: ['VM.Audit'] },
  { commands: ['host list', 'host show', 'host check'], privileges: ['Sys.Audit'] },
  { commands: ['host storage', 'backup list'], privileges: ['Datastore.Audit'] },
  {
    commands: [
      'vm start',
      'vm shutdown',
      'vm stop',
      'vm reboot',
      'vm reset',
      'vm pause',
      'vm resume',
    ],
    privileges: ['VM.PowerMgmt'],
  },
  {
    commands: ['vm hibernate'],
    privileges: ['VM.PowerMgmt', 'VM.Config.Disk', 'Datastore.AllocateSpace'],
  },
  { commands: ['snapshot create', 'snapshot delete'], privileges: ['VM.Snapshot'] },
  { commands: ['snapshot rollback'], privileges: ['VM.Snapshot.Rollback', 'VM.PowerMgmt'] },
  {
    commands: ['backup create', 'backup delete', 'backup prune'],
    privileges: ['VM.Backup', 'Datastore.AllocateSpace'],
  },
  {
    commands: ['backup restore'],
    privileges: ['VM.Backup', 'VM.Allocate', 'Datastore.AllocateSpace', 'SDN.Use'],
  },
  { commands: ['vm tag', 'vm note'], privileges: ['VM.Config.Options'] },
  { commands: ['net connect', 'net link'], privileges: ['VM.Config.Network', 'SDN.Use'] },
  {
    commands: ['vm create'],
    privileges: [
      'VM.Allocate',
      'VM.Config.CDROM',
      'VM.Config.CPU',
      'VM.Config.Cloudinit',
      'VM.Config.Disk',
      'VM.Config.HWType',
      'VM.Config.Memory',
      'VM.Config.Network',
      'VM.Config.Options',
      'Datastore.AllocateSpace',
      'SDN.Use',
    ],
  },
  {
    commands: ['vm clone'],
    privileges: ['VM.Clone', 'VM.Allocate', 'Datastore.AllocateSpace', 'SDN.Use'],
  },
  { commands: ['vm set'], privileges: ['VM.Config.CPU', 'VM.Config.Memory'] },
  { commands: ['vm resize'], privileges: ['VM.Config.Disk', 'Datastore.AllocateSpace'] },
  { commands: ['vm delete'], privileges: ['VM.Allocate'] },
  { commands: ['net ping', 'guest setup'], privileges: ['VM.GuestAgent.Audit'], eight },
  {
    commands: ['guest run', 'guest top', 'guest df'],
    privileges: ['VM.GuestAgent.Unrestricted'],
    eight,
  },
  { commands: ['guest read'], privileges: ['VM.GuestAgent.FileRead'], eight },
  { commands: ['guest write'], privileges: ['VM.GuestAgent.FileWrite'], eight },
];

/** The privileges that a need has on that version of Proxmox VE. */
export function privilegesOf(need: Need, major: number): readonly string[] {
  return major < 9 && need.eight ? need.eight : need.privileges;
}
