import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Locator } from 'playwright-core';
import { shown } from './cards.ts';
import { discordWith, type Posted, slackWith } from './chats.ts';
import { type ChatName, pictureOf, readmeOf } from './readme.ts';
import { terminalWith } from './terminal.ts';

const directory = join(import.meta.dirname, '../../docs/gallery');

/** A phone's. */
const width = 390;

/** Debian's package `chromium`. */
const executablePath = '/usr/bin/chromium';

async function main(): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-lcd-text'],
  });
  const cards = shown.flatMap((each) => each.cards);
  await take(browser, 'slack', await slackWith(cards));
  await take(browser, 'discord', await discordWith(cards));
  await take(browser, 'terminal', terminalWith(cards));
  await browser.close();
  await writeFile(join(directory, 'README.md'), readmeOf(shown));
}

/** A picture of each row's messages; without scripts the page stands still. */
async function take(browser: Browser, chat: ChatName, posted: Posted): Promise<void> {
  const page = await browser.newPage({
    viewport: { width, height: 844 },
    deviceScaleFactor: 1.5,
    javaScriptEnabled: false,
  });
  await page.goto(posted.url);
  const edges = await edgesOf(page.locator(posted.message));
  let at = 0;
  for (const each of shown) {
    const y = edges[at] ?? 0;
    at += each.cards.length;
    const clip = { x: 0, y, width, height: (edges[at] ?? 0) - y };
    const path = join(directory, pictureOf(each, chat));
    await page.screenshot({ path, fullPage: true, clip, style: posted.style });
  }
  await page.close();
  await posted.close();
}

/** Where each message begins, and where the last one ends. */
async function edgesOf(messages: Locator): Promise<readonly number[]> {
  const boxes = await Promise.all((await messages.all()).map((each) => each.boundingBox()));
  const last = boxes.at(-1);
  return [...boxes.map((box) => box?.y ?? 0), last ? last.y + last.height : 0];
}

await main();
