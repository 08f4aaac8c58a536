import type { Called } from '../../../../src/drawing/called.ts';
import { clipped } from '../../../../src/drawing/clipped.ts';
import { visible } from '../../../../src/drawing/visible.ts';
import { type Piece, said, words } from './rich.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block: elements user, usergroup and broadcast. */
export function callingPieces({ people, groups, here, strangers }: Called): Piece[] {
  const pieces: Piece[] = [
    ...(here ? [{ type: 'broadcast', range: 'here' } as const] : []),
    ...[...people, ...groups.filter(isPerson)].map((id): Piece => ({ type: 'user', user_id: id })),
    ...groups
      .filter((id) => !isPerson(id))
      .map((id): Piece => ({ type: 'usergroup', usergroup_id: id })),
    ...strangers.flatMap((name) => said(clipped(visible(name), MOST_NAME))),
  ];
  return pieces.flatMap((piece) => [piece, words(' ')]);
}

/** The same for notifications: https://docs.slack.dev/messaging/formatting-message-text#mentioning-groups */
export function callingText({ people, groups, here }: Called): string {
  return [
    ...(here ? ['<!here>'] : []),
    ...[...people, ...groups.filter(isPerson)].map((id) => `<@${id}>`),
    ...groups.filter((id) => !isPerson(id)).map((id) => `<!subteam^${id}>`),
  ]
    .map((one) => `${one} `)
    .join('');
}

/** Letters of a name. */
const MOST_NAME = 40;

/** Slack's ids say what they are of: `U` and `W` are people, `S` a group. */
function isPerson(id: string): boolean {
  return /^[UW]/.test(id);
}
