import { existsSync } from 'node:fs';
import type { Client } from 'discord.js';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { button, row } from './bodies.ts';
import { connectedClient, quiet, vmCommand, whenAsked } from './client.ts';
import { type DiscordDouble, startDiscord } from './index.ts';

/** Debian's package `chromium`. */
const executablePath = '/usr/bin/chromium';
const title = 'the page in a browser (skipped where Debian’s chromium is not installed)';

describe.skipIf(!existsSync(executablePath))(title, () => {
  let double: DiscordDouble;
  let client: Client<true>;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    double = await startDiscord();
    client = await connectedClient(double);
    await client.application.commands.set([vmCommand]);
    const components = [row(button({ label: 'Start' }))];
    whenAsked(client, async (interaction) => {
      if (interaction.isAutocomplete()) {
        await interaction.respond([{ name: 'web-1 on pve1', value: 'web-1' }]);
      }
      if (interaction.isChatInputCommand()) {
        const machine = interaction.options.getString('machine');
        const content = `${machine} is off`;
        await interaction.reply(
          JSON.parse(JSON.stringify({ content, components, allowedMentions: quiet })),
        );
      }
      if (interaction.isButton()) {
        await interaction.update({ content: 'starting', components: [], allowedMentions: quiet });
      }
    });
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await browser.newPage();
  });

  afterAll(async () => {
    await browser.close();
    await client.destroy();
    await double.close();
  });

  it('takes a line that is put together from what is offered, and a click', async () => {
    await page.goto(`${double.pageUrl}?person=ada&channel=ops`);
    await page.fill('#line', '/vm');
    await page.click('text=/vm show');
    await page.click('text=machine:');
    await page.click('text=web-1 on pve1');
    await page.press('#line', 'Enter');
    await page.click('button:text("Start")');
    await page.waitForSelector('text=starting');
    expect(await double.person('ben').seen('ops')).toBe('Nakhoda: starting\n(edited)');
  });

  it('is as wide as a phone when asked', async () => {
    await page.goto(`${double.pageUrl}?width=phone`);
    expect((await page.locator('main').boundingBox())?.width).toBe(390);
  });
});
