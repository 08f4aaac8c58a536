import { need } from '../access/who.ts';
import { refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import { demandUnlocked, isTemplate } from '../world/guest.ts';
import { powerOff, powerOn } from '../world/power.ts';
import { act } from './guest-call.ts';
import { byHa } from './ha.ts';
import { demandNoSkiplock, endShutdowns } from './qemu-power.ts';

const options = { needs: need('/vms/{vmid}', 'VM.PowerMgmt'), daemon: true };
const place = '/nodes/{node}/lxc/{vmid}/status';

export const lxcPowerRoutes = [
  route('POST', `${place}/start`, start, options),
  route('POST', `${place}/stop`, stop, options),
  route('POST', `${place}/shutdown`, shutdown, options),
  route('POST', `${place}/reboot`, reboot, options),
  route('POST', `${place}/suspend`, suspend, options),
  route('POST', `${place}/resume`, resume, options),
];

/** One that is not there does not run either: only the task finds out that it has no file. */
function isRunning({ world, node, params }: Call): boolean {
  const guest = world.guests.get(Number(params.need('vmid')));
  return guest?.kind === 'lxc' && guest.node === node && guest.state !== 'stopped';
}

function demandRunning(call: Call, title = 'CT'): void {
  if (!isRunning(call)) throw refuse(`${title} ${call.params.need('vmid')} not running`);
}

function demandStopped(call: Call): void {
  if (isRunning(call)) throw refuse(`CT ${call.params.need('vmid')} already running`);
}

function start(call: Call): string {
  demandNoSkiplock(call);
  demandStopped(call);
  return (
    byHa(call, 'started', 'hastart') ??
    act(call, {
      type: 'vzstart',
      kind: 'lxc',
      run(guest) {
        if (!call.params.flag('skiplock')) demandUnlocked(guest);
        if (isTemplate(guest)) throw new Error("you can't start a CT if it's a template");
        powerOn(call.world, guest);
      },
    })
  );
}

function stop(call: Call): string {
  demandNoSkiplock(call);
  demandRunning(call);
  if (call.params.flag('overrule-shutdown')) endShutdowns(call, 'vzshutdown');
  return (
    byHa(call, 'stopped', 'hastop') ??
    act(call, {
      type: 'vzstop',
      kind: 'lxc',
      run(guest) {
        if (!call.params.flag('skiplock')) demandUnlocked(guest);
        powerOff(guest);
      },
    })
  );
}

function shutdown(call: Call): string {
  const { world, params } = call;
  demandRunning(call);
  const seconds = params.int('timeout') ?? 60;
  const isForced = params.flag('forceStop');
  return (
    byHa(call, 'stopped', 'hashutdown') ??
    act(call, {
      type: 'vzshutdown',
      kind: 'lxc',
      ms: 0,
      async run(guest, task) {
        demandUnlocked(guest);
        const isHeard = guest.acpi === 'heeds';
        await task.wait(isHeard ? world.pace.taskMs : seconds * world.pace.secondMs);
        if (!(isHeard || isForced)) throw new Error(lxcStop(guest.vmid, seconds));
        powerOff(guest);
      },
    })
  );
}

function lxcStop(vmid: number, seconds: number): string {
  return `command 'lxc-stop -n ${vmid} --nokill --timeout ${seconds}' failed: exit code 1`;
}

/** Its refusal says "VM", though it is a container. */
function reboot(call: Call): string {
  demandRunning(call, 'VM');
  const { world, params } = call;
  return act(call, {
    type: 'vzreboot',
    kind: 'lxc',
    run(guest) {
      demandUnlocked(guest);
      if (guest.acpi === 'ignores')
        throw new Error(lxcStop(guest.vmid, params.int('timeout') ?? 60));
      powerOff(guest);
      powerOn(world, guest);
    },
  });
}

/** CRIU is not installed with Proxmox VE 9: what was recorded. */
function suspend(call: Call): string {
  demandRunning(call);
  return act(call, {
    type: 'vzsuspend',
    kind: 'lxc',
    run({ vmid }, task) {
      task.log(
        `lxc-checkpoint: ${vmid}: ../src/lxc/tools/lxc_checkpoint.c: checkpoint: 182 Checkpointing ${vmid} failed`,
      );
      throw new Error(
        `command 'lxc-checkpoint -n ${vmid} -s -D /var/lib/vz/dump' failed: exit code 1`,
      );
    },
  });
}

function resume(call: Call): string {
  demandStopped(call);
  return act(call, {
    type: 'vzresume',
    kind: 'lxc',
    run({ vmid }) {
      throw new Error(
        `command 'lxc-checkpoint -n ${vmid} -r --foreground -D /var/lib/vz/dump' failed: exit code 1`,
      );
    },
  });
}
