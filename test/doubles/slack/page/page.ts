import { fieldsOf, lookAt, type ModalField } from '../dialog.ts';
import { visible } from '../looks.ts';
import type { Channel, OpenView, Person, World } from '../world.ts';
import { drawBlock, drawPost, escaped } from './html.ts';
import { script } from './script.ts';
import { style } from './style.ts';

/** The page: a column for each person, or one person's channel as wide as a telephone. */
export function drawPage(world: World, wanted: URLSearchParams): string {
  const phone = wanted.get('width') === 'phone';
  const people = [...world.people.values()].filter(({ id }) => id === (wanted.get('as') ?? id));
  const rooms = [...world.channels.values()];
  const room = rooms.find(({ id }) => id === wanted.get('channel')) ?? rooms[0];
  const shown = phone ? people.slice(0, 1) : people;
  const columns = shown.map((person) =>
    drawPerson(person, roomFor(person, wanted, room, world), world),
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Slack, on loopback</title><style>${style}</style><body class="${phone ? 'phone' : ''}">
<header>${links(world)}</header><main>${columns.join('')}</main><script>${script}</script></body></html>`;
}

/** `?channel=direct` is each person's own direct messages. */
function roomFor(
  person: Person,
  wanted: URLSearchParams,
  room: Channel | undefined,
  world: World,
): Channel | undefined {
  return wanted.get('channel') === 'direct' ? world.channels.get(person.direct) : room;
}

function links(world: World): string {
  const rooms = [...world.channels.values()].filter(({ direct }) => direct === undefined);
  const people = [...world.people.values()];
  const all = [
    ...rooms.map(({ id, name }) => [`?channel=${id}`, `#${name}`]),
    ['?channel=direct', 'Direct messages'],
    ...people.map(({ id, name }) => [`?as=${id}`, `Only ${name}`]),
    ...people.map(({ id, name }) => [`?as=${id}&width=phone`, `${name}’s phone`]),
  ];
  return all
    .map(([to = '', text = '']) => `<a href="${escaped(to)}">${escaped(text)}</a>`)
    .join('');
}

function drawPerson(person: Person, room: Channel | undefined, world: World): string {
  const posts = visible(world, person, room?.id).map((message) => drawPost(message, person, world));
  const name = room?.direct === undefined ? `#${room?.name ?? ''}` : 'nakhoda';
  const open = person.views.at(-1);
  return `<section class="person" data-person="${escaped(person.id)}">
<h2>${escaped(name)} <span>as ${escaped(person.name)}</span></h2>${posts.join('')}
<form class="type" data-room="${escaped(room?.id ?? '')}"><input name="line" autocomplete="off" placeholder="/vm list, or @nakhoda vm list"><button class="primary">Send</button></form>
<div class="home" data-channel="home"><h2>Home <button type="button" data-home>Open</button></h2>${drawHome(person, world)}</div>
${open ? drawModal(open, person, world) : ''}</section>`;
}

const drawHome = (person: Person, world: World): string =>
  (person.home?.view.blocks ?? []).map((block) => drawBlock(block, world.eyes(person))).join('');

function drawModal(open: OpenView, person: Person, world: World): string {
  const eyes = world.eyes(person);
  const seen = lookAt(open, eyes);
  const blocks = open.view.blocks.map((block) => drawBlock(block, eyes)).join('');
  const fields = seen.fields.map((field, at) =>
    drawField(field, fieldsOf(open)[at]?.blockId ?? ''),
  );
  const whole = seen.errors[''] ? `<p class="error">${escaped(seen.errors[''])}</p>` : '';
  const submit = seen.submit ? `<button class="primary">${escaped(seen.submit)}</button>` : '';
  return `<div class="layer"><dialog open><form data-fill><h2>${escaped(seen.title)}</h2>${blocks}${whole}${fields.join('')}
<div class="foot"><button type="button" data-dismiss>${escaped(seen.close)}</button>${submit}</div></form></dialog></div>`;
}

function drawField(field: ModalField, name: string): string {
  const hint = field.hint ? `<div class="hint">${escaped(field.hint)}</div>` : '';
  const error = field.error ? `<div class="error">${escaped(field.error)}</div>` : '';
  const more = field.optional ? ' <span class="hint">(optional)</span>' : '';
  return `<label>${escaped(field.label)}${more}${drawInput(field, name)}${hint}${error}</label>`;
}

function drawInput(field: ModalField, name: string): string {
  const at = `name="${escaped(name)}" ${field.optional ? '' : 'required'}`;
  const value = `value="${escaped(field.initial ?? '')}" placeholder="${escaped(field.placeholder ?? '')}"`;
  if (field.type === 'external_select')
    return `<input ${at} ${value} data-suggest list="list-${escaped(name)}" autocomplete="off"><datalist id="list-${escaped(name)}"></datalist>`;
  if (field.options.length === 0)
    return `<input ${at} ${value} type="${field.type === 'number_input' ? 'number' : 'text'}">`;
  const options = field.options.map(
    (text) => `<option${text === field.initial ? ' selected' : ''}>${escaped(text)}</option>`,
  );
  return `<select ${at}><option value="">${escaped(field.placeholder ?? 'Choose')}</option>${options.join('')}</select>`;
}
