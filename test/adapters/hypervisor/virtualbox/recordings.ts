/** Recordings of VBoxManage 7.2.22 by what the adapter makes of them: an answer, or an error with this code. */
const names = (text: string) => text.trim().split(/\s+/);

export const answered = names(`
  clonevm-running clonevm-snapshot-linked clonevm controlvm-acpipowerbutton controlvm-nic1-bridged-badif
  controlvm-nic1-bridged-hot controlvm-nic1-null controlvm-pause controlvm-poweroff-by-uuid controlvm-poweroff
  controlvm-reset controlvm-resume controlvm-savestate controlvm-screenshot controlvm-setlinkstate-off
  controlvm-setlinkstate createmedium createvm-bad-name createvm-driverless createvm-duplicate createvm
  export-running-vm export-running export guestcontrol-run guestproperty-enumerate-linux
  guestproperty-enumerate-running guestproperty-enumerate guestproperty-enumerate2 guestproperty-get
  import-dryrun import list-bridgedifs list-hdds list-hostinfo list-hostonlyifs list-vms-after-dup-rename
  list-vms-empty list-vms-inaccessible list-vms-weird-names list-vms metrics-query-by-uuid-long-name
  metrics-query-host metrics-query-linux metrics-query-nosetup metrics-query-running-sel metrics-setup-running
  metrics-setup-vm metrics-setup modifyvm-bridge-missing-if modifyvm-bridge-restore modifyvm-bridged
  modifyvm-description modifyvm-duplicate-rename modifyvm-groups modifyvm-nic-many showvminfo-after-acpi
  showvminfo-mr-aborted showvminfo-mr-after-failed-start showvminfo-mr-after-failed-start2 showvminfo-mr-fresh
  showvminfo-mr-full showvminfo-mr-paused showvminfo-mr-poweredoff showvminfo-mr-running showvminfo-mr-saved
  showvminfo-mr-saved2 showvminfo-mr-snapshots showvminfo-weird snapshot-delete-ambiguous
  snapshot-delete-running snapshot-of-running-poweroff snapshot-restore-on-paused snapshot-restore-saved
  snapshot-restore snapshot-take-branch snapshot-take-emptyname snapshot-take-live snapshot-take-paused
  snapshot-take-running snapshot-take snapshot-take2 snapshot-take3 startvm-2 startvm-after-aborted
  startvm-headless-from-saved startvm-nic-hostonlynet___host_only_net1_x startvm-nic-nat startvm-nic-null
  storageattach-dvd storageattach storagectl-add unregistervm-delete version
`);

export const refused = {
  conflict: names(`
  clonevm-duplicate clonevm-duplicate2 controlvm-not-running controlvm-pause-again
  controlvm-poweroff-not-running controlvm-poweroff-saved controlvm-resume-again createvm-duplicate-same-folder
  guestcontrol-not-running modifyvm-saved showvminfo-inaccessible snapshot-delete-with-2-children
  snapshot-restore-running startvm-inaccessible unregistervm-linked
  `),
  failed: names(`
  controlvm-nic-hot createvm-bad-ostype-cold createvm-bad-ostype createvm-empty-name export-again-exists
  guestcontrol-noexe import-missing modifyvm-mac-bad modifyvm-memory-nonnum modifyvm-memory-too-big
  modifyvm-memory-zero modifyvm-nic-bad modifyvm-nic-out-of-range snapshot-take-noname
  startvm-nic-bridged___bridgeadapter1_nosuch9 startvm-nic-hostonly___hostonlyadapter1_vboxnet0
  startvm-no-driver storageattach-missing storageattach-no-ctl export-cancelled export-full-disk import-damaged
  `),
  unsupported: names(`
  controlvm-shutdown-additions guestcontrol-badpw guestcontrol-no-additions
  startvm-nic-bridged___bridgeadapter1_eth0 startvm-nic-intnet___intnet1_lan0 startvm-nic-natnetwork-nn1
  startvm-nic-natnetwork___nat_network1_nope modifymedium-fixed
  `),
  'not-found': names(`
  controlvm-unknown-vm export-unknown guestproperty-unknown metrics-query-unknown modifyvm-rename
  showvminfo-unknown-uuid showvminfo-unknown snapshot-delete-unknown snapshot-list-none-mr snapshot-list-none
  snapshot-restore-running-unknown snapshot-restore-unknown startvm-unknown unregistervm-unknown
  `),
  busy: names(`
  modifyvm-locked startvm-already-running unregistervm-locked export-running-disk
  `),
  unreachable: names(`
  clonevm-service-killed export-service-killed
  `),
} as const;

const never = 'the bot never asks this';
const other = 'not a call of VBoxManage, or one written down without its words';

/** Recordings that are not replayed, and why. */
export const notReplayed: Readonly<Record<string, string>> = {
  'bandwidth-natpf': never,
  'controlvm-bad-subcommand': never,
  'controlvm-bad-subcommand-running': never,
  'controlvm-cpuexecutioncap': never,
  'guestcontrol-exit3': 'a guest’s own end; read by exit-code.test.ts',
  'guestcontrol-exit5': 'a guest’s own end; read by exit-code.test.ts',
  'guestcontrol-list': never,
  'guestproperty-get-ip': never,
  'guestproperty-get-os': never,
  'guestproperty-get2': never,
  'guestproperty-set': never,
  'guestproperty-set-host-side': never,
  'hostonlyif-create': never,
  'list-hostcpuids': never,
  'list-json': never,
  'list-long-sorted-vms': 'its first machines are replayed as list-long-vms, by long-list.test.ts',
  'list-long-vms-mr': never,
  'list-runningvms': never,
  'list-runningvms-empty': never,
  'list-systemproperties': never,
  'list-vms-duplicates': 'without its words; list-vms-after-dup-rename has two of one name too',
  'list-vms-long-one': never,
  'live1-webservice': 'empty',
  'metrics-collect': never,
  'metrics-list': never,
  'metrics-list-running': never,
  'metrics-query-all': never,
  'metrics-query-idle-vs-spin': 'without its words; read by metrics.test.ts',
  'metrics-query-running': never,
  'metrics-query-star': never,
  'metrics-query-vm': never,
  'natnetwork-add': never,
  'natpf-dup': never,
  'no-such-dash-name': never,
  'race-showvminfo-during-stop':
    'without its words and most of its output; made up from it: showvminfo-cut-short',
  'race-start-a': 'without its words; startvm-already-running says the same',
  'race-start-b': other,
  'showvminfo-fresh': never,
  'showvminfo-mr-guest-lines':
    'some lines of a call; guests.ts puts the first of them into showvminfo-mr-running',
  'smoke-clean-root': other,
  'snapshot-during-clone': other,
  'snapshot-edit': never,
  'snapshot-list': never,
  'snapshot-list-by-uuid': never,
  'snapshot-list-details': never,
  'snapshot-list-mr': never,
  'snapshot-list-mr-after-delete': never,
  'snapshot-list-mr-running': never,
  'snapshot-list-mr-tree': never,
  'snapshot-list-tree': never,
  'snapshot-list-while-running': never,
  'snapshot-restorecurrent': never,
  'snapshot-showvminfo': never,
  'startvm-damaged-disk': 'without its words; read by errors.test.ts',
  'startvm-missing-disk': 'without its words; read by errors.test.ts',
  'startvm-too-much-memory': other,
  'unknown-option': never,
  'unknown-subcommand': never,
  'unprivileged-userns': other,
  'unregistervm-keepfiles': never,
  'vboxheadless-no-driver': other,
  'wrapper-script-version.stderr': 'empty',
  'wrapper-script-version.stdout': 'without its words; read by metrics.test.ts',
};
