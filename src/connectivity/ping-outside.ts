import { BotError } from '../errors.ts';
import type { OperationContext } from '../operation.ts';
import type { TargetMachine } from '../operations/machine-ref.ts';
import { knownOrNot } from '../operations/now.ts';
import { type FarAddress, type FarEnd, farAddresses, machineAddresses } from './far-end.ts';
import { botSender, guestSender, hostSender, type Sender } from './ping-sender.ts';

/** From where a ping is sent, and where to. */
export interface View {
  readonly sender: Sender;
  readonly far: readonly FarAddress[];
  /** Set where it is not sent from where it was asked for. */
  readonly instead?: Instead | undefined;
}

export interface Instead {
  /** Why, and what was done in its place: whole sentences. */
  readonly says: string;
  /** An echo goes both ways: sent from the far end, it says as much of the way. */
  readonly proves: boolean;
  /** The machine that could not be asked. */
  readonly label: string;
}

interface Unasked {
  readonly target: TargetMachine;
  /** Why nothing inside it can be asked. */
  readonly why: string;
}

/** The nearest to a ping from inside a guest that cannot be asked: back from the far end, from its host, from the bot. */
export async function outsideView(
  { target, why }: Unasked,
  to: FarEnd,
  context: OperationContext,
): Promise<View> {
  const { label, ref } = target;
  const reason = `Nothing inside ${label} could be asked: ${why}.`;
  const back = to.type === 'machine' ? await backView(target, to.target, context) : undefined;
  if (back) {
    const says = `${reason} So ${back.sender.words} pinged ${label}: an echo goes both ways.`;
    return { ...back, instead: { says, proves: true, label } };
  }
  const far = await farAddresses(to, context);
  const hypervisor = context.site(ref.site);
  if (hypervisor.onHost) {
    const place = { hypervisor, name: ref.host, addresses: [] };
    const says = `${reason} So its host ${ref.host} pinged: that shows what the host reaches, not what ${label} does.`;
    return {
      sender: hostSender(place, context.task),
      far,
      instead: { says, proves: false, label },
    };
  }
  const says = `${reason} So the bot pinged: that shows that the far end is up, not what ${label} reaches.`;
  return { sender: botSender(context.task), far, instead: { says, proves: false, label } };
}

/** Where the far guest can be asked, and the addresses of the near one are known. */
async function backView(
  near: TargetMachine,
  far: TargetMachine,
  context: OperationContext,
): Promise<View | undefined> {
  try {
    const { machine, hypervisor } = await context.machine(far.ref);
    const { guest: channel } = hypervisor;
    const probe = await channel?.probe(machine, context.task.signal);
    if (!channel || !probe?.answers) return undefined;
    const addresses = await machineAddresses(near, context);
    const sender = guestSender({ channel, machine, label: far.label }, context.task);
    return { sender, far: addresses };
  } catch (error) {
    context.task.signal.throwIfAborted();
    if (error instanceof BotError) return undefined;
    throw error;
  }
}

/** What the sender has itself, or nothing where that cannot be known. */
export async function ownInterfaces(sender: Sender) {
  return (await knownOrNot(() => sender.interfaces())) ?? [];
}
