import { expect } from 'vitest';
import { type Desk, sees } from './desk.ts';

/** One thing the person types, the button they press where a preview asks, and what they see in the end. */
export interface Scene {
  readonly line: string;
  readonly preview?: string | undefined;
  readonly press?: string | undefined;
  /** What they type into the form that the button opens. */
  readonly type?: string | undefined;
  readonly end: string;
}

/** The report that the bot began with, as a person in a chat lives it. */
export function scenes(here: string, there: string): readonly Scene[] {
  const file = '/root/uji rollback/test.txt';
  return [
    { line: 'fleet', end: 'machines running' },
    { line: 'vm list', end: there },
    { line: `net ping ${here} ${there}`, end: '4 of 4 answered' },
    { line: 'net matrix', end: 'ways answer' },
    { line: `net why ${here} ${there}`, end: `${here} and ${there} reach each other` },
    { line: `net transfer ${here} ${there} 64K`, end: '64 KiB arrived whole' },
    { line: `snapshot create ${here} before`, end: `Snapshot before of ${here} was taken` },
    { line: `guest write ${here} "${file}" "hello"`, end: `test.txt on ${here} was written` },
    { line: `guest read ${here} "${file}"`, end: 'hello' },
    {
      line: `snapshot rollback ${here} before`,
      preview: 'is lost',
      press: `Roll back ${here}`,
      end: `${here} was rolled back to before`,
    },
    { line: `guest run ${here} test ! -e "/root/uji rollback"`, end: `on ${here}: exit 0` },
    { line: `vm show ${here}`, end: 'Load average' },
    {
      line: `snapshot delete ${here} before`,
      press: 'Delete',
      end: `Snapshot before of ${here} was deleted`,
    },
  ];
}

/** Plays it: previews are read and confirmed by their buttons, and every end is waited for. */
export async function play(desk: Desk, scene: Scene): Promise<void> {
  const before = (await desk.seen()).length;
  await desk.say(scene.line);
  if (scene.press !== undefined) {
    const preview = await sees(desk, `[${scene.press}`, before);
    expect(preview, scene.line).toContain(scene.preview ?? '');
    await desk.press(buttonOf(preview, scene.press));
    if (scene.type !== undefined) await typeInto(desk, scene.type);
  }
  const shown = await sees(desk, scene.end, before);
  expect(shown, scene.line).not.toContain('Something went wrong');
}

/** A form opens a moment after its button was pressed. */
async function typeInto(desk: Desk, words: string): Promise<void> {
  const filled = () =>
    desk.fill([words]).then(
      () => 'sent',
      (error: unknown) => String(error),
    );
  await expect.poll(filled, { timeout: 30_000, interval: 100 }).toBe('sent');
}

/** The whole label of the newest button that begins so. */
function buttonOf(shown: string, beginning: string): string {
  const labels = [...shown.matchAll(/\[([^[\]\n]+)\]/g)].map(([, label = '']) => label);
  return labels.findLast((label) => label.startsWith(beginning)) ?? beginning;
}
