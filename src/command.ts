import type { Permission } from './access/permission.ts';
import type { Scope } from './access/policy.ts';
import type { Approval, Approved } from './approvals/approval.ts';
import type { LineOf, Planned } from './approvals/planned.ts';
import type { Card } from './card.ts';
import type { Actor, Place } from './chat.ts';
import type { Fleet } from './inventory.ts';
import type { Kept } from './kept.ts';
import type { OperationData } from './operation.ts';
import type { ResolvedHost, ResolvedMachine, ResolvedTarget } from './resolved.ts';
import type { Loud } from './store/approvals/approvals.ts';
import type { Tasks } from './tasks.ts';

/**
 * One command as data: the parser, help, completion and every chat's own registration are made from it.
 * `run` turns typed values into a Card, or into a Plan of operations; it never posts and never acts.
 */
export interface Command<O extends Options = Options> {
  /** The words typed: the path of its file under commands/. At most three. */
  readonly name: string;
  /** One line, at most 100 characters (the narrowest chat's limit for a command's description). */
  readonly description: string;
  readonly needs: Permission;
  /** Who sees a Card answer. A command that may return a Plan always answers the caller. */
  readonly audience: 'channel' | 'caller';
  readonly options: O;
  /** Whole lines a newcomer could type. */
  readonly examples: readonly string[];
  run(values: Values<O>, context: CommandContext): Card | Plan | Promise<Card | Plan>;
}

/** Side-effect free: what would happen, and the operations that make it happen. */
export interface Plan {
  /** Shown to the caller before anything happens; needed with `danger`. */
  readonly preview?: Card | undefined;
  /** What the preview was made from; when it has changed at the click, the plan is shown anew. */
  readonly fingerprint?: string | undefined;
  readonly danger?: 'confirm' | 'approve' | undefined;
  /** What a person has to type besides, in a form of its own: the name of what will be gone. */
  readonly word?: string | undefined;
  /** The words on the button that goes ahead, target and host in them: `Roll back e1 on kvm-a`. */
  readonly confirmLabel?: string | undefined;
  readonly operations: readonly OperationData[];
  /** What several operations are together, in task lists and on their one card: `Shut down 4 machines`. */
  readonly title?: string | undefined;
  /** The request of somebody else that this carries out, in their name. */
  readonly settles?: Settled | undefined;
}

export interface Settled {
  readonly approved: Approved;
  readonly asked: Pick<Approval, 'actor' | 'place' | 'line'>;
  /** Who is told besides that nobody approved it. */
  readonly loud?: readonly Loud[] | undefined;
}

export interface CommandContext extends Kept {
  readonly actor: Actor;
  readonly fleet: Fleet;
  readonly tasks: Tasks;
  readonly commands: readonly Command[];
  /** What another line would do now, in the name of whoever sent it. Only the router gives it. */
  readonly replan?: ((line: LineOf) => Promise<Planned>) | undefined;
  /** Where the line came from. */
  readonly place?: Place | undefined;
  /** True at the bot's own terminal. */
  readonly local?: boolean | undefined;
  /** The answer is for a chat, where a list of hundreds would be pages of messages. */
  readonly brief?: boolean | undefined;
  /** True when the person has the right here, on all of that; help and choices show only what is true. */
  may(permission: Permission, on?: Omit<Scope, 'place'>): boolean;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The configured time zone, by which days and weeks are counted; absent where none is: then this machine's. */
  readonly zone?: string | undefined;
  /** What a person of this chat has to know of typing there. */
  readonly note?: string | undefined;
}

export type { ResolvedHost, ResolvedMachine, ResolvedTarget } from './resolved.ts';

interface OptionBase<Required extends boolean> {
  readonly description: string;
  readonly required: Required;
  /** Given by position in the order of declaration unless false; then only as `--name`. */
  readonly positional?: boolean | undefined;
}

export interface TextOption<R extends boolean = boolean> extends OptionBase<R> {
  readonly type: 'text';
  /**
   * Names what to complete with, where the text names a thing: `snapshot` of the machine given before it, any
   * `backup`, a machine that is or was `backed-up`, what is `mutable`: an alert, machines, hosts; a `rota`, and who can be `on-call` in one.
   */
  readonly of?:
    | 'snapshot'
    | 'backup'
    | 'backup-place'
    | 'backed-up'
    | 'segment'
    | 'card'
    | 'image'
    | 'disk'
    | 'pool'
    | 'site'
    | 'person'
    | 'role'
    | 'rota'
    | 'on-call'
    | 'selector'
    | 'incident'
    | 'mute'
    | 'mutable'
    | undefined;
  /** What to offer; anything else is taken too. */
  readonly such?: readonly string[] | undefined;
}
export interface IntegerOption<R extends boolean = boolean> extends OptionBase<R> {
  readonly type: 'integer';
  readonly min: number;
  readonly max: number;
}
/** Bytes, typed with a binary unit: `4G`, `512M`, `1.5GiB`. */
export interface SizeOption<R extends boolean = boolean> extends OptionBase<R> {
  readonly type: 'size';
  readonly min: number;
  readonly max: number;
  /** `+10G` is understood too, and the value says which it was. */
  readonly relative?: boolean | undefined;
}
/** A size to come to, or to add. */
export interface SizeChange {
  readonly bytes: number;
  readonly plus: boolean;
}
export interface FlagOption extends OptionBase<false> {
  readonly type: 'flag';
}
export interface ChoiceOption<V extends string = string, R extends boolean = boolean>
  extends OptionBase<R> {
  readonly type: 'choice';
  readonly values: readonly V[];
}
interface ShownMachine {
  /** It is only shown: what may cost a question, its birth mark, is not asked for. */
  readonly onlyShown?: boolean | undefined;
}
export interface MachineOption<R extends boolean = boolean> extends OptionBase<R>, ShownMachine {
  readonly type: 'machine';
}
/** `web-*`, `tag:prod`, `host:pve1`, `site:kvm`, `state:running`, `pool:lab`, or plain names. */
export interface MachinesOption<R extends boolean = boolean> extends OptionBase<R>, ShownMachine {
  readonly type: 'machines';
}
export interface HostOption<R extends boolean = boolean> extends OptionBase<R> {
  readonly type: 'host';
}
export interface TargetOption<R extends boolean = boolean> extends OptionBase<R> {
  readonly type: 'target';
}
export interface TaskOption<R extends boolean = boolean> extends OptionBase<R> {
  readonly type: 'task';
}
/** Every word that is left, as it is: a guest's argv. Always the last option. */
export interface RestOption<R extends boolean = boolean> extends OptionBase<R> {
  readonly type: 'rest';
  /** The words are the bot's, not a program's: options may stand among them, and `--yes` behind them. */
  readonly ours?: boolean | undefined;
  /** A form that asks for what is missing asks for it too; it may stay empty there. */
  readonly asked?: boolean | undefined;
  /** Names what to complete with, where the words are a command's name. */
  readonly of?: 'command' | undefined;
}

export type Option =
  | TextOption
  | IntegerOption
  | SizeOption
  | FlagOption
  | ChoiceOption
  | MachineOption
  | MachinesOption
  | HostOption
  | TargetOption
  | TaskOption
  | RestOption;

export type Options = Readonly<Record<string, Option>>;

/** What one option's value is once the parser and the router are done with it. */
export type Value<O extends Option> = O extends FlagOption
  ? boolean
  : O extends RestOption
    ? readonly string[]
    : O['required'] extends true
      ? Present<O>
      : Present<O> | undefined;

type Present<O extends Option> = O extends MachineOption
  ? ResolvedMachine
  : O extends MachinesOption
    ? readonly ResolvedMachine[]
    : O extends HostOption
      ? ResolvedHost
      : O extends TargetOption
        ? ResolvedTarget
        : O extends IntegerOption | TaskOption
          ? number
          : O extends ChoiceOption<infer V>
            ? V
            : O extends SizeOption
              ? O extends { readonly relative: true }
                ? SizeChange
                : SizeOption extends O
                  ? number | SizeChange
                  : number
              : string;

export type Values<O extends Options> = { readonly [K in keyof O]: Value<O[K]> };

export function defineCommand<const O extends Options>(command: Command<O>): Command<O> {
  return command;
}

/** True for what a destructive or changing command returned. */
export function isPlan(answer: Card | Plan): answer is Plan {
  return 'operations' in answer;
}
