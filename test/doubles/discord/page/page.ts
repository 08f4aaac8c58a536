import { visible } from '../draw/screen.ts';
import { type Channel, channelOf, type Person, type World } from '../world.ts';
import { type Html, html, raw } from './html.ts';
import { messageHtml } from './message.ts';
import { modalHtml } from './modal.ts';
import { script } from './script.ts';
import { style } from './style.ts';

export interface View {
  readonly person: Person;
  readonly channel: Channel;
}

/** Who looks, and where: the first of each when the address does not say. */
export function viewOf(world: World, query: URLSearchParams): View {
  const name = query.get('person');
  const person = world.people.find((one) => one.name === name) ?? world.people[0];
  if (person === undefined) throw new Error('there is nobody in the guild');
  const first = world.channels.find(({ kind }) => kind === 'text')?.name ?? 'dm';
  return { person, channel: channelOf(world, query.get('channel') || first, person.id) };
}

export function pageHtml(world: World, view: View, phone: boolean): string {
  const { person, channel } = view;
  const title = channel.kind === 'direct' ? `@${channel.name}` : `#${channel.name}`;
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} as ${person.name}</title>
<style>${raw(style)}</style></head>
<body class="${phone ? 'phone' : ''}" data-person="${person.name}" data-channel="${channel.id}">
<div class="app-frame">${sidebar(world, view)}
<main><header>${title}<small>as ${person.name}</small></header>
<div id="messages">${raw(messagesHtml(world, view))}</div>
<form id="box"><div id="problem"></div><div id="suggestions"></div>
<input id="line" autocomplete="off" placeholder="/vm show machine:web-1"></form></main></div>
<div id="modal">${raw(openModal(world, person))}</div>
<script>${raw(script)}</script></body></html>`.html;
}

/** The part that changes: the page looks at it again and again. */
export function screenHtml(world: World, view: View): string {
  return `${messagesHtml(world, view)}<!--modal-->${openModal(world, view.person)}`;
}

function messagesHtml(world: World, { person, channel }: View): string {
  return visible(world, person, channel)
    .map((one) => messageHtml(world, person, one).html)
    .join('\n');
}

function openModal(world: World, { id }: Person): string {
  const modal = world.modals.get(id);
  return modal === undefined ? '' : modalHtml(modal).html;
}

function sidebar(world: World, { person, channel }: View): Html {
  const link = (to: string, name: string, who: string, here: boolean): Html =>
    html`<a href="/?person=${encodeURIComponent(who)}&amp;channel=${encodeURIComponent(to)}" class="${here ? 'here' : ''}">${name}</a>`;
  const open = world.channels.filter(({ kind }) => kind !== 'direct');
  return html`<nav><h4>Channels</h4>
${open.map((one) => link(one.id, `${one.kind === 'thread' ? '↳ ' : '# '}${one.name}`, person.name, one === channel))}
<h4>Direct messages</h4>${link('dm', world.bot.name, person.name, channel.kind === 'direct')}
<h4>Look as</h4>
${world.people.map((one) => link(channel.kind === 'direct' ? 'dm' : channel.id, one.name, one.name, one === person))}
</nav>`;
}
