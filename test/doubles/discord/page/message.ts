import { flag } from '../wire.ts';
import type { Message, Person, World } from '../world.ts';
import { type Html, html } from './html.ts';
import { clientTime, markdownHtml } from './markdown.ts';
import { componentHtml, type Drawing, embedHtml, fileHtml } from './parts.ts';

export function messageHtml(world: World, reader: Person, message: Message): Html {
  const author = [...world.people, world.bot].find(({ id }) => id === message.author);
  const isBot = author === undefined || author.id === world.bot.id;
  const name = author?.name ?? 'Discord';
  const ephemeral = message.onlyFor !== undefined;
  const rings = message.rang.includes(reader.id);
  return html`<article class="message ${ephemeral ? 'ephemeral' : ''} ${rings ? 'rings' : ''}" data-id="${message.id}">
    ${above(world, message)}
    <div class="avatar ${isBot ? 'bot' : ''}">${name.slice(0, 1).toUpperCase()}</div>
    <div class="body">
      <div class="head"><span class="name">${name}</span>${isBot && html`<span class="app">APP</span>`}
        <span class="when">${clientTime(message.at / 1000, 't', reader.zone)}</span>
        ${message.pinned && html`<span class="when">pinned</span>`}</div>
      ${inside(world, reader, message)}
      ${ephemeral && html`<div class="only">Only you can see this</div>`}
    </div>
  </article>`;
}

function inside(world: World, reader: Person, message: Message): Html {
  if ((message.flags & flag.loading) !== 0) {
    return html`<div class="thinking"><i></i><i></i><i></i> ${world.bot.name} is thinking…</div>`;
  }
  const drawing: Drawing = { world, zone: reader.zone, message };
  const loose = (message.flags & flag.componentsV2) === 0 ? message.files : [];
  const edited = message.editedAt !== undefined && message.content !== '';
  return html`
    ${message.content !== '' && html`<div class="text">${markdownHtml(message.content, drawing)}</div>`}
    ${edited && html`<span class="when">(edited)</span>`}
    ${message.embeds.map((one) => embedHtml(one, drawing))}
    ${loose.map((file) => fileHtml(file, drawing))}
    ${message.components.map((one) => componentHtml(one, drawing))}`;
}

/** Whose command it answers, or which message. */
function above(world: World, { asked, answers }: Message): Html {
  if (asked !== undefined) {
    const name = world.people.find(({ id }) => id === asked.person)?.name;
    return html`<div class="above"><b>${name}</b> used <span class="mention">/${asked.name}</span></div>`;
  }
  const first = world.messages.find(({ id }) => id === answers);
  if (answers === undefined) return html``;
  const text = first?.content.split('\n')[0] ?? 'the message was deleted';
  return html`<div class="above"><b>${world.bot.name}</b> ${text === '' ? 'the message above' : text}</div>`;
}
