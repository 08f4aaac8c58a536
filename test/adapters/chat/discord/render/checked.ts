import { expect } from 'vitest';
import {
  type Rendered,
  type RenderOptions,
  renderMessage,
} from '../../../../../adapters/chat/discord/render/render.ts';
import type { Card } from '../../../../../src/card.ts';
import { parseMarkdown } from '../../../../doubles/discord/draw/markdown.ts';
import { seeMessage } from '../../../../doubles/discord/draw/message.ts';
import { messageFaults } from '../../../../doubles/discord/limits/message.ts';
import type { Fault } from '../../../../doubles/discord/refusal.ts';
import { type Component, component, flag } from '../../../../doubles/discord/wire.ts';
import { createWorld, everyComponent } from '../../../../doubles/discord/world.ts';

export const idsOf = ({ actions = [] }: Card): readonly string[] =>
  actions.map((_, at) => `id-${at}`);

/** What Discord would refuse of it. */
export function faultsOf({ components, files }: Rendered): readonly Fault[] {
  return messageFaults(
    {
      content: '',
      embeds: [],
      flags: flag.componentsV2,
      components: components.map((one) => component.parse(one)),
      files: files.map(({ name, data }) => ({ filename: name, bytes: data })),
    },
    [],
  );
}

/** The card as it is sent, accepted by Discord's rules, and as a person sees it. */
export function checked(card: Card, options: Partial<RenderOptions> = {}) {
  const rendered = renderMessage(card, { ids: idsOf(card), ...options });
  expect(faultsOf(rendered)).toEqual([]);
  const all = everyComponent(rendered.components.map((one) => component.parse(one)));
  return { ...rendered, all, live: all.flatMap(liveIn), drawn: drawn(rendered) };
}

/** Whatever in a text leads somewhere or calls somebody, or is drawn as something else than text. */
function liveIn({ content }: Component): readonly string[] {
  const lines = parseMarkdown(content ?? '');
  return lines.flatMap((line) => {
    if (line.type === 'code') return [];
    const found = line.inline.map(({ type }) => type).filter((type) => !usual.includes(type));
    return ['plain', 'h3', 'subtext'].includes(line.style) ? found : [line.style, ...found];
  });
}

const usual = ['text', 'mark', 'time'];

function drawn({ components, files }: Rendered): string {
  const world = createWorld({});
  const message = {
    id: '1',
    channel: '1',
    author: world.bot.id,
    at: 0,
    content: '',
    embeds: [],
    components: components.map((one) => component.parse(one)),
    flags: flag.componentsV2,
    files: files.map(({ name, data }) => ({
      id: name,
      filename: name,
      contentType: 'text/plain',
      bytes: data,
    })),
    pinned: false,
    rang: [],
  };
  return seeMessage(message, { world, zone: 'Europe/Berlin' }).drawn;
}
