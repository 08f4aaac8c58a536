import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calledBy, openStage, recordedCall, type Stage } from './stage.ts';

/** Machines of a stand-in, each with the UUID it is asked for by. */
export const ids = {
  running: '11111111-1111-4111-8111-111111111111',
  stopped: '22222222-2222-4222-8222-222222222222',
  /** On, and without Guest Additions. */
  mute: '33333333-3333-4333-8333-333333333333',
} as const;

export const login = { user: 'root', password: 'a "pass" wörd' } as const;

/**
 * A stage with a machine whose guest has Guest Additions (made up, see `made-up/`), one without and one that is off:
 * recorded answers under UUIDs of our own.
 */
export async function openGuests(): Promise<Stage> {
  const stage = await openStage();
  const list = Object.entries(ids).map(([name, id]) => `"${name}" {${id}}\n`);
  stage.play({ ...recordedCall('list-vms'), stdout: list.join('') });
  const additions = recordedCall('showvminfo-mr-running').stdout.replace(
    'GuestAdditionsRunLevel=0',
    'GuestAdditionsRunLevel=2',
  );
  const asked = (name: string, id: string) => calledBy(recordedCall(name), 'live1', id);
  stage.play({ ...asked('showvminfo-mr-running', ids.running), stdout: additions });
  stage.play(asked('showvminfo-mr-poweredoff', ids.stopped));
  stage.play(asked('showvminfo-mr-running', ids.mute));
  stage.play(calledBy(recordedCall('guestproperty-enumerate-linux'), 'lrec', ids.running));
  stage.play(calledBy(recordedCall('guestproperty-enumerate-running'), 'live1', ids.mute));
  stage.play(calledBy(recordedCall('guestproperty-enumerate'), 'web01', ids.stopped));
  return stage;
}

/** Its programs see this machine, but for folders and a clock of their own. Only root can have it. */
export function ownRoom({ directory }: Stage) {
  const folders = { '/root': join(directory, 'root'), '/tmp': join(directory, 'tmp') };
  for (const path of Object.values(folders)) mkdirSync(path);
  const programs = join(folders['/root'], '.bin');
  mkdirSync(programs);
  writeFileSync(join(programs, 'date'), clockScript, { mode: 0o755 });
  writeFileSync(join(programs, 'seconds'), '-3600');
  // The second hides this very stage.
  const script =
    'mount --bind "$1" /root && mount --bind "$2" /tmp && shift 2 && PATH="/root/.bin:$PATH" exec "$@"';
  const words = ['unshare', '--mount', 'sh', '-c', script, 'sh', ...Object.values(folders)];
  return { folders, enter: words };
}

/** `date -s @SECONDS` and `date +%s` of a clock that is some seconds off this machine's. */
const clockScript = `#!/bin/sh
now=$(/bin/date +%s)
case $1 in
-s) echo $(( \${2#@} - now )) >/root/.bin/seconds ;;
+%s) echo $(( now + $(cat /root/.bin/seconds) )) ;;
*) exit 1 ;;
esac
`;
