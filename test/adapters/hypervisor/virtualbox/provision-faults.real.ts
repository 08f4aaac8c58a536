import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { memoryTask } from '../../../contracts/task.ts';
import { holdMachine } from '../../../lab/virtualbox/hold.ts';
import type { BoxHost } from '../../../lab/virtualbox/host.ts';
import { startBoxMachine } from '../../../lab/virtualbox/machine.ts';
import { type Maker, openMaker, wanted } from './maker.ts';

const { signal } = new AbortController();

describe('making and deleting machines of a VirtualBox on a bad day', () => {
  let maker: Maker;
  beforeAll(async () => {
    maker = await openMaker();
  });
  afterAll(() => maker.close());
  afterEach(() => maker.clear());

  it('a name that another machine has in another folder is taken', async () => {
    const elsewhere = join(maker.host.directory, 'tmp', 'a b');
    await mkdir(elsewhere, { recursive: true });
    const said = await maker.vbox(
      ...['createvm', '--name=twin', `--basefolder=${elsewhere}`, '--register'],
    );
    maker.note(idIn(said));
    const refused = maker.provision.check(wanted('twin'), signal);
    await expect(refused).rejects.toMatchObject({ code: 'conflict' });
  });

  it('files that an earlier machine left are not taken for ours', async () => {
    const folder = join(maker.folder, 'left');
    await mkdir(folder);
    await writeFile(join(folder, 'left.vdi'), 'of somebody');
    const refused = maker.provision.create(wanted('left'), memoryTask());
    await expect(refused).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(join(folder, 'left.vdi'), 'utf8')).toBe('of somebody');
    await rm(folder, { recursive: true });
  });

  it('a machine that a window of VirtualBox holds is waited for and named, and changed when it is free', async () => {
    const one = await maker.create('held');
    const paths = await maker.pathsOf(one);
    const hold = await holdMachine(maker.host, one.id);
    const [cancelled, patient] = [memoryTask(), memoryTask()];
    const waits = 'Waiting: another session holds held: a window of VirtualBox, or another command';
    const deletion = maker.provision.delete(one, paths, cancelled);
    const change = maker.provision.set(one, { cpus: 2 }, patient);
    const refused = expect(deletion).rejects.toMatchObject({
      code: 'cancelled',
      message: expect.stringContaining('another session holds held'),
    });
    for (const task of [cancelled, patient]) {
      await expect.poll(() => task.progress, { timeout: 90_000 }).toContainEqual({ note: waits });
    }
    cancelled.stop('cancelled');
    await refused;
    for (const path of paths) expect(existsSync(path)).toBe(true);
    expect((await maker.machine(one.id)).cpus).toBe(1);
    await hold.release();
    await change;
    expect((await maker.machine(one.id)).cpus).toBe(2);
  });

  it.each(['nobody', 'another machine'])(
    'a deletion that VirtualBox left half way is carried to its end, with %s in its folder by then',
    async (who) => {
      const one = await maker.create('half');
      const paths = await maker.pathsOf(one);
      const dying = memoryTask({ dies: 'after-intent' });
      void maker.provision.delete(one, paths, dying);
      await dying.died;
      await maker.vbox('unregistervm', one.id);
      expect(existsSync(paths[0] ?? '')).toBe(true);
      if (who === 'another machine') {
        await rm(join(maker.folder, 'half', 'half.vbox'));
        maker.note(idIn(await maker.vbox('createvm', '--name=half', '--register')));
      }
      const { warnings } = await maker.provision.delete(
        one,
        paths,
        memoryTask({ records: dying.records }),
      );
      const isLeft = who === 'another machine';
      expect(warnings).toHaveLength(isLeft ? 1 : 0);
      expect(existsSync(paths[0] ?? '')).toBe(isLeft);
      expect(existsSync(join(maker.folder, 'half'))).toBe(isLeft);
      if (isLeft) await rm(paths[0] ?? '');
    },
  );

  async function createLarge(name: string) {
    const one = await maker.create(name);
    const path = join(maker.folder, name, 'large.vdi');
    const medium = ['--size=4000', '--variant=Fixed'];
    await maker.vbox('createmedium', 'disk', `--filename=${path}`, ...medium);
    const place = ['--storagectl=IDE', '--port=0', '--device=1', '--type=hdd'];
    await maker.vbox('storageattach', one.id, ...place, `--medium=${path}`);
    return maker.machine(one.id);
  }

  const runningIds = async () =>
    [...(await maker.vbox('list', 'runningvms')).matchAll(/\{([\da-f-]{36})\}$/gm)].map(
      ([, id = '']) => id,
    );

  /** The machines that ran end with the service, and other tests want them. */
  async function startAgain(ids: readonly string[]): Promise<void> {
    const now = await runningIds();
    for (const id of ids.filter((each) => !now.includes(each))) {
      await startBoxMachine(maker.host, id, signal);
    }
  }

  it.each(['VBoxSVC killed', 'a cancel'])(
    'a clone with %s half way leaves nothing',
    async (how) => {
      const ran = await runningIds();
      const one = await createLarge(how === 'a cancel' ? 'big' : 'huge');
      const folder = join(maker.folder, 'copy');
      const task = memoryTask({ lookLimitMs: 60_000 });
      const copy = { name: 'copy', linked: false, start: false };
      const ended = maker.provision.clone(one, copy, task).then(
        () => 'done',
        (error: { readonly code?: string }) => error.code,
      );
      await until(() => existsSync(folder) && readdirSync(folder).length > 0);
      if (how === 'a cancel') task.stop('cancelled');
      else process.kill(serviceOf(maker.host), 'SIGKILL');
      expect(await ended).toBe(how === 'a cancel' ? 'cancelled' : 'unreachable');
      expect(existsSync(folder)).toBe(false);
      expect(await maker.vbox('list', 'vms')).not.toContain('"copy"');
      expect(await maker.vbox('list', 'hdds')).not.toContain('/copy/');
      await startAgain(ran);
    },
  );
});

function idIn(said: string): string {
  return /^UUID: (\S+)$/m.exec(said)?.[1] ?? '';
}

/** The process that keeps the machines of one host of the lab. */
function serviceOf({ directory }: BoxHost): number {
  const home = `HOME=${join(directory, 'home')}`;
  const pid = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .find((entry) => {
      try {
        const isService = readFileSync(`/proc/${entry}/comm`, 'utf8') === 'VBoxSVC\n';
        return isService && readFileSync(`/proc/${entry}/environ`, 'utf8').includes(home);
      } catch {
        return false;
      }
    });
  if (pid === undefined) throw new Error('no VBoxSVC runs');
  return Number(pid);
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    if (tries === 2_000) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
