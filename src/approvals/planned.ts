import type { Actor, Place } from '../chat.ts';
import type { Command, Plan } from '../command.ts';
import type { Touched } from './match.ts';

/** A line of somebody, who may not be the one who speaks just now. */
export interface LineOf {
  readonly actor: Actor;
  readonly local?: boolean | undefined;
  readonly place: Place;
  readonly line: string;
}

/** What a line would do at this moment, in the name of whoever sent it. */
export interface Planned {
  readonly command: Command;
  readonly plan: Plan;
  readonly touched: Touched;
  /** A mark of all that it stands on. */
  readonly seen: string;
}
