import { describe, expect, it } from 'vitest';
import { backupBench } from './backup-bench.ts';
import { textOf } from './bench.ts';

const desk = backupBench();
const { preview, named } = desk;

describe('backup list', () => {
  it('shows all, newest first, with what is wrong with them and what is free', async () => {
    const card = await desk.bench.card('backup list');
    const text = textOf(card);
    expect(card.title).toBe('8 backups');
    const owners = [...text.matchAll(/^([\w-]+)@[a-z2-9]{5}/gm)].map(([, owner]) => owner);
    expect(owners).toEqual(['web-1', 'db-1', 'web-1', 'git', 'db-1', 'web-1', 'db-1', 'wiki']);
    expect(text).toMatch(
      /^web-1@\w{5} \| 8 h ago \| [\d.]+ GiB \| not verified \| local on demo-a/m,
    );
    expect(text).toMatch(/^wiki@\w{5} .* whole \(37 d/m);
    expect(text).toContain('6 of them: it lies on the same disk as the machine');
    expect(text).toMatch(/^usb-stick on demo-b: 512 MiB free of 16.0 GiB$/m);
  });

  it('shows one machine, be it gone', async () => {
    expect((await desk.bench.card('backup list wiki')).title).toBe('1 backup of wiki');
    const none = await desk.bench.card('backup list web-2');
    expect(none.title).toBe('0 backups of web-2');
    expect(none.actions).toEqual([{ label: 'Back up now', command: 'backup create web-2' }]);
    await expect(desk.bench.card('backup list web-9')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('backup create', () => {
  it('goes ahead at once where nothing is worth saying, and ends with what can be done next', async () => {
    const plan = await desk.bench.plan('backup create web-2 --note "before the move"');
    expect(plan).not.toHaveProperty('danger');
    const { state, card } = await desk.bench.carryOut(
      'backup create web-2 --note "before the move"',
    );
    expect(state).toBe('done');
    expect(card.title).toMatch(/^web-2 was backed up as web-2@\w{5}$/);
    expect(textOf(card)).toContain('Note: before the move');
    expect(card.actions?.map(({ label }) => label)).toEqual(['Verify', 'Restore', 'Backups']);
    const verified = await desk.bench.carryOut(card.actions?.[0]?.command ?? '');
    expect(verified).toMatchObject({ state: 'done', card: { tone: 'success' } });
    // As the runner does at the end of each.
    desk.bench.fleet.forget('campus');
    expect(textOf(await desk.bench.card('vm show web-2'))).toContain(
      'Last backup: just now, whole',
    );
  });

  it('on the own disk of the machine it is told before, at the end and in the list', async () => {
    const finding = 'it lies on the same disk as the machine';
    const { plan, text } = await preview('backup create mail');
    expect(plan).toMatchObject({ danger: 'confirm', confirmLabel: 'Back up mail on demo-a' });
    expect(text).toContain('It lies on the same disk as the machine.');
    const { card } = await desk.bench.carryOut('backup create mail');
    expect(card.tone).toBe('warning');
    expect(textOf(card)).toContain(`Warning: ${finding}`);
    expect(textOf(await desk.bench.card('backup list mail'))).toContain(finding);
    expect(await desk.bench.plan('backup create mail --place vault')).not.toHaveProperty('danger');
  });

  it('too little room is a refusal before anything begins, with the places that have it', async () => {
    await expect(desk.bench.plan('backup create web-2 --place usb-stick')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(
        /^usb-stick on demo-b has 512 MiB free: the backup of web-2 may need [\d.]+ GiB$/,
      ),
      hint: 'Nothing was begun. There is room with --place vault.',
    });
  });

  it('a place that is not there is refused with those that are', async () => {
    await expect(desk.bench.plan('backup create web-2 --place tape')).rejects.toMatchObject({
      code: 'not-found',
      hint: 'It has vault, usb-stick.',
    });
  });

  it('several machines are one plan with a row each', async () => {
    const { plan, text } = await preview('backup create web-2 git');
    expect(plan.confirmLabel).toBe('Back up 2 machines on demo-b');
    expect(plan.operations.map(({ title }) => title)).toEqual(['Back up web-2', 'Back up git']);
    expect(text).toMatch(
      /^web-2 \| running \| demo-b \| vault on demo-b \| [\d.]+ GiB \| [\d.]+ TiB$/m,
    );
  });

  it('several that a finding concerns are told together, one that cannot be is left out', async () => {
    const { plan, text } = await preview('backup create mail build-1 web-2 --place local');
    expect(plan.operations.map(({ title }) => title)).toEqual(['Back up mail', 'Back up build-1']);
    expect(text).toContain('mail and build-1: it lies on the same disk as the machine');
    expect(text).toContain(
      'Left out: web-2 cannot be backed up: demo-b has no backup place local.',
    );
  });

  it('an incremental one needs one to stand on', async () => {
    await expect(desk.bench.plan('backup create web-2 --incremental')).rejects.toMatchObject({
      code: 'unsupported',
      hint: 'Make a full one first.',
    });
    await desk.bench.carryOut('backup create web-2');
    const { card } = await desk.bench.carryOut('backup create web-2 --incremental');
    expect(textOf(card)).toContain('Kind: incremental');
  });

  it('leaves the machine to those who only use it, and keeps away those who change it', async () => {
    const [operation] = (await desk.bench.plan('backup create web-2')).operations;
    expect(operation?.claims).toContainEqual({ target: 'machine:campus/102', mode: 'shared' });
    expect(operation?.claims).toContainEqual({ target: 'backups:campus/102', mode: 'exclusive' });
  });
});

describe('a backup is named', () => {
  it('by its name in the list, by its code alone, and as the latest', async () => {
    const name = await named('db-1');
    const [, code = ''] = name.split('@');
    for (const word of [name, code, code.toUpperCase(), 'db-1@latest', 'campus/db-1@latest']) {
      const [operation] = (await desk.bench.plan(`backup verify ${word}`)).operations;
      expect(operation?.title, word).toBe(`Verify ${name}`);
    }
  });

  it.for(['k7f2', 'web-1', 'web-1@22222', 'latest', 'web-2@latest', ''])(
    '%j is none, and is refused with choices where there are any',
    async (word) => {
      const refused = desk.bench.plan(`backup verify "${word}"`).catch((error: unknown) => error);
      expect(await refused).toMatchObject({ code: 'not-found' });
      if (word.startsWith('web-1')) {
        expect(await refused).toMatchObject({
          choices: [0, 1, 2].map(() => expect.stringMatching(/^backup verify web-1@\w{5}$/)),
        });
      }
    },
  );
});

describe('backup verify', () => {
  it('a corrupt one is a failed task that says what is wrong, and is not restored afterwards', async () => {
    const corrupt = await named('2 d 8 h ago');
    const { state, card } = await desk.bench.carryOut(`backup verify ${corrupt}`);
    expect(state).toBe('failed');
    expect(card).toMatchObject({ title: `${corrupt} is not whole`, tone: 'danger' });
    expect(textOf(card)).toContain('block 4711 of disk scsi0 does not have its checksum');
    await expect(desk.bench.plan(`backup restore ${corrupt}`)).rejects.toMatchObject({
      code: 'conflict',
      choices: [expect.stringMatching(/^backup restore web-1@/)],
    });
    expect(textOf(await desk.bench.card('backup list web-1'))).toContain('not whole (just now)');
  });

  it('claims the backup alone', async () => {
    const [operation] = (await desk.bench.plan('backup verify git@latest')).operations;
    expect(operation?.claims).toContainEqual({
      target: expect.stringMatching(/^backup:campus\/vault:/),
      mode: 'exclusive',
    });
  });
});

describe('backup restore', () => {
  it('over its machine says what is lost, cuts its power and brings the data back', async () => {
    await desk.bench.carryOut('guest write web-2 /root/data.txt "of then"');
    await desk.bench.carryOut('backup create web-2');
    await desk.bench.carryOut('guest write web-2 /root/data.txt "of later" --yes');
    await desk.bench.carryOut('snapshot create web-2 tuesday');
    const { plan, text } = await preview('backup restore web-2@latest --start');
    expect(plan).toMatchObject({ danger: 'confirm', confirmLabel: 'Restore web-2 on demo-b' });
    expect(text).toContain('Everything on web-2 since the backup is lost');
    expect(text).toContain('web-2 is running: its power is cut first.');
    expect(text).toContain('Snapshot tuesday is deleted.');
    expect(text).toContain('Afterwards: running, started anew');
    const { state, card } = await desk.bench.carryOut('backup restore web-2@latest --start');
    expect(state).toBe('done');
    expect(card.title).toMatch(/^web-2 was restored from web-2@\w{5}$/);
    await expect
      .poll(
        async () =>
          (await desk.bench.card('guest read web-2 /root/data.txt').catch(() => null))?.blocks,
      )
      .toEqual([{ type: 'code', text: 'of then' }]);
  });

  it('a hibernated machine loses what it was saved with, and that is said', async () => {
    await desk.bench.carryOut('vm hibernate git');
    const { text } = await preview('backup restore git@latest');
    expect(text).toContain('The memory it saved is thrown away.');
    const { card } = await desk.bench.carryOut('backup restore git@latest');
    expect(textOf(card)).toContain('State: off');
  });

  it('to a new name leaves the old machine as it is, and claims the name', async () => {
    const plan = await desk.bench.plan('backup restore web-1@latest --as web-1-old');
    expect(plan).not.toHaveProperty('danger');
    expect(plan.operations[0]?.claims).toContainEqual({
      target: 'name:campus/web-1-old',
      mode: 'exclusive',
    });
    const { card } = await desk.bench.carryOut('backup restore web-1@latest --as web-1-old');
    expect(card.actions?.[0]).toEqual({ label: 'Start', command: 'vm start web-1-old' });
    expect(textOf(await desk.bench.card('vm list'))).toMatch(/^web-1-old \| off/m);
    expect(textOf(await desk.bench.card('vm list'))).toMatch(/^web-1 \| running/m);
  });

  it('a machine that is gone comes back under its own id, and none may take its name meanwhile', async () => {
    const plan = await desk.bench.plan('backup restore wiki@latest');
    expect(plan.operations[0]?.claims).toContainEqual({
      target: 'name:campus/wiki',
      mode: 'exclusive',
    });
    const { card } = await desk.bench.carryOut('backup restore wiki@latest --start');
    expect(textOf(card)).toContain('State: running');
    expect((await desk.bench.card('vm show wiki')).title).toBe('wiki on demo-b');
  });

  it('a name that is taken is refused by name', async () => {
    await expect(desk.bench.plan('backup restore git@latest --as mail')).rejects.toMatchObject({
      code: 'conflict',
      message: 'campus already has a machine "mail"',
    });
  });

  it('a plan made again has the same fingerprint, until the machine has changed', async () => {
    const line = 'backup restore git@latest';
    const first = await desk.bench.plan(line);
    expect((await desk.bench.plan(line)).fingerprint).toBe(first.fingerprint);
    await desk.bench.carryOut('vm pause git');
    expect((await desk.bench.plan(line)).fingerprint).not.toBe(first.fingerprint);
  });
});
