import { PassThrough } from 'node:stream';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTerminal } from '../../adapters/chat/terminal/terminal.ts';
import { commands } from '../../commands/index.ts';
import { type App, openApp } from '../../src/app.ts';
import { quoteWord } from '../../src/line/words.ts';
import { silent } from '../../src/log.ts';
import { operationKinds } from '../../src/operations/index.ts';
import { anna, createPaper } from '../adapters/chat/terminal/seat.ts';
import { machine, pretend } from '../doubles/hypervisor.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../store/database.ts';

const names = [
  '--all',
  '--yes',
  '$(reboot)',
  `it's "quoted"; quit`,
  'two\nlines',
  'a \u202Eb\u202C \u200Fc',
  '\u001b[2Jgone',
  'n'.repeat(300),
];

describe('a machine whose name is not meant well', () => {
  const site = pretend();
  let store: TemporaryDatabase;
  let app: App;

  beforeAll(async () => {
    store = await temporaryDatabase();
    app = await openApp({
      hypervisors: [site.hypervisor],
      commands,
      kinds: operationKinds,
      chats: [],
      connection: await store.open(),
      client: false,
      log: silent,
      freshMs: 0,
    });
  });
  afterAll(async () => {
    await app.close();
    await store.dispose();
  });

  /** One line as the program runs it, and all that it printed. */
  async function run(line: string, json = false) {
    const paper = createPaper();
    const terminal = createTerminal({
      actor: anna,
      input: new PassThrough(),
      output: paper.output,
      errorOutput: paper.output,
      env: { COLUMNS: '80', NO_COLOR: '1' },
      line,
      json,
    });
    return { exitCode: await terminal.run(app.bot), text: paper.text() };
  }

  it.each(names)(
    '%j is listed, shown and switched off as itself, and obeyed by nothing',
    async (name) => {
      site.machines = [machine(name, { id: 'it' }), machine('other')];
      site.acts.length = 0;
      const word = quoteWord(name);

      for (const line of ['vm list', 'fleet', `vm show ${word}`, `vm stop ${word}`]) {
        const { text } = await run(line);
        const lines = text.split('\n');
        expect(text.replaceAll(/[\n\u200e]/g, ''), line).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect(Math.max(...lines.map((each) => stringWidth(each))), line).toBeLessThanOrEqual(80);
      }
      const listed = JSON.parse((await run('vm list', true)).text);
      expect(listed.blocks[0].rows.map(([label]: string[]) => label)).toContain(name);
      expect(site.acts).toEqual([]);

      const { exitCode, text } = await run(`vm stop ${word} --yes`, true);
      expect({ exitCode, state: JSON.parse(text).state }).toEqual({ exitCode: 0, state: 'done' });
      expect(site.acts).toEqual([`stop ${name}`]);
    },
  );
});
