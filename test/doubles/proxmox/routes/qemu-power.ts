import { need } from '../access/who.ts';
import { invalid, refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import { demandUnlocked, type Guest, isTemplate } from '../world/guest.ts';
import { reboot as bootAnew, pause, powerOff, powerOn, unpause } from '../world/power.ts';
import type { Running } from '../world/task-run.ts';
import type { World } from '../world/world.ts';
import { act, guestIn } from './guest-call.ts';
import { byHa } from './ha.ts';
import { hibernate } from './hibernate.ts';

const options = { needs: need('/vms/{vmid}', 'VM.PowerMgmt'), daemon: true };
const place = '/nodes/{node}/qemu/{vmid}/status';

export const qemuPowerRoutes = [
  route(
    'POST',
    `${place}/start`,
    (call) => byHa(call, 'started', 'hastart') ?? start(call),
    options,
  ),
  route('POST', `${place}/stop`, (call) => byHa(call, 'stopped', 'hastop') ?? stop(call), options),
  route('POST', `${place}/shutdown`, shutdown, options),
  route('POST', `${place}/reboot`, reboot, options),
  route('POST', `${place}/reset`, reset, options),
  route('POST', `${place}/suspend`, suspend, options),
  route('POST', `${place}/resume`, resume, options),
];

export function demandNoSkiplock({ params, who }: Call): void {
  if (params.flag('skiplock') && !who.isRoot)
    throw invalid({ skiplock: 'Only root may use this option.' });
}

function start(call: Call): string {
  demandNoSkiplock(call);
  return act(call, { type: 'qmstart', kind: 'qemu', run: (guest) => begin(call, guest) });
}

function begin({ world, params }: Call, guest: Guest): void {
  if (isTemplate(guest)) throw new Error("you can't start a vm if it's a template");
  const isSuspended = guest.config['lock'] === 'suspended';
  if (!(params.flag('skiplock') || isSuspended)) demandUnlocked(guest);
  if (guest.state !== 'stopped') throw new Error(`VM ${guest.vmid} already running`);
  for (const key of ['lock', 'vmstate', 'runningmachine', 'runningcpu']) {
    if (isSuspended) delete guest.config[key];
  }
  powerOn(world, guest);
}

/** Ends shutdowns under way where that is asked, else it waits for their lock. */
function stop(call: Call): string {
  demandNoSkiplock(call);
  const { world, params } = call;
  if (params.flag('overrule-shutdown')) endShutdowns(call, 'qmshutdown');
  return act(call, {
    type: 'qmstop',
    kind: 'qemu',
    run(guest) {
      if (!params.flag('skiplock')) demandUnlocked(guest);
      if (guest.state !== 'stopped') powerOff(guest);
    },
    ms: world.pace.taskMs / 2,
  });
}

export function endShutdowns({ world, params, who }: Call, type: string): void {
  const vmid = params.need('vmid');
  for (const { work, cancel } of world.tasks.all) {
    if (work.type === type && String(work.id) === vmid && work.who.user === who.user) cancel();
  }
}

function shutdown(call: Call) {
  demandNoSkiplock(call);
  const { world, params } = call;
  const guest = world.guests.get(Number(params.need('vmid')));
  const isForced = params.flag('forceStop');
  if (guest?.state === 'paused' && !isForced) throw refuse('VM is paused - cannot shutdown');
  return (
    byHa(call, 'stopped', 'hashutdown') ??
    act(call, {
      type: 'qmshutdown',
      kind: 'qemu',
      ms: 0,
      run: (found, task) => powerDown(call, found, task, isForced),
    })
  );
}

/** Presses the power button and waits; the file stays locked meanwhile. */
async function powerDown(
  { world, params }: Call,
  guest: Guest,
  task: Running,
  isForced: boolean,
): Promise<void> {
  if (!params.flag('skiplock')) demandUnlocked(guest);
  if (guest.state === 'stopped') return;
  const hasEnded = guest.state === 'running' && (await heeds(world, guest, task, params));
  if (!hasEnded) {
    if (!isForced) throw new Error('VM quit/powerdown failed - got timeout');
    task.log('VM still running - terminating now with SIGTERM');
  }
  powerOff(guest);
}

/** Whether it goes down within its time: through the agent or ACPI. */
async function heeds(
  { pace }: World,
  guest: Guest,
  task: Running,
  params: Call['params'],
): Promise<boolean> {
  const patience = (params.int('timeout') ?? 60) * pace.secondMs;
  const isHeard = guest.acpi === 'heeds';
  await task.wait(isHeard ? Math.min(pace.taskMs, patience) : patience);
  return isHeard;
}

function demandRunning(call: Call): Guest {
  const guest = guestIn(call, 'qemu');
  if (guest.state === 'stopped') throw refuse(`VM ${guest.vmid} not running`);
  return guest;
}

function reboot(call: Call): string {
  const { world, params } = call;
  if (demandRunning(call).state === 'paused') throw refuse('VM is paused - cannot shutdown');
  return act(call, {
    type: 'qmreboot',
    kind: 'qemu',
    ms: 0,
    async run(guest, task) {
      demandUnlocked(guest);
      if (!(await heeds(world, guest, task, params)))
        throw new Error('VM quit/powerdown failed - got timeout');
      powerOff(guest);
      powerOn(world, guest);
    },
  });
}

function reset(call: Call): string {
  demandNoSkiplock(call);
  demandRunning(call);
  return act(call, {
    type: 'qmreset',
    kind: 'qemu',
    run(guest) {
      demandUnlocked(guest);
      bootAnew(call.world, guest);
    },
  });
}

function suspend(call: Call): string | Promise<string> {
  demandNoSkiplock(call);
  demandRunning(call);
  if (call.params.flag('todisk')) return hibernate(call);
  return act(call, {
    type: 'qmpause',
    kind: 'qemu',
    run(guest) {
      demandUnlocked(guest);
      pause(call.world, guest);
    },
  });
}

function resume(call: Call): string {
  demandNoSkiplock(call);
  const guest = guestIn(call, 'qemu');
  const isSuspended = guest.config['lock'] === 'suspended';
  if (guest.state === 'stopped' && !isSuspended) throw refuse(`VM ${guest.vmid} not running`);
  return act(call, {
    type: 'qmresume',
    kind: 'qemu',
    run(found) {
      if (found.config['lock'] === 'suspended') return begin(call, found);
      demandUnlocked(found);
      unpause(call.world, found);
    },
  });
}
