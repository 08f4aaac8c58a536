/** What makes the page usable: it sends what is done to the double, and draws anew when something changed. */
export const script = `
const act = async (person, what) => {
  const answer = await fetch('/control/' + person, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(what) });
  const { error } = await answer.json();
  if (error) alert(error);
  await redraw(true);
};
const who = (element) => element.closest('[data-person]').dataset.person;
const ask = (data) => new Promise((resolve) => {
  const dialog = document.createElement('dialog');
  const put = (tag, text, into, name) => { const made = document.createElement(tag); made.textContent = text; if (name) made.className = name; into.append(made); return made; };
  put('h2', data.title, dialog); put('p', data.question, dialog);
  const foot = put('div', '', dialog, 'foot');
  const end = (value) => { dialog.remove(); resolve(value); };
  put('button', data.no, foot).onclick = () => end(false);
  put('button', data.yes, foot, data.style || 'primary').onclick = () => end(true);
  document.body.append(dialog); dialog.showModal();
});
const press = async (element, label) => {
  const place = element.closest('[data-channel]');
  if (element.dataset.question && !(await ask(element.dataset))) return redraw(true);
  await act(who(element), { act: 'click', label, ts: element.closest('[data-ts]')?.dataset.ts, channel: place ? place.dataset.channel : undefined });
};
document.addEventListener('click', (event) => {
  const { target } = event;
  if (target.dataset.click) press(target, target.dataset.click);
  if (target.dataset.dismiss !== undefined) act(who(target), { act: 'dismiss' });
  if (target.dataset.home !== undefined) act(who(target), { act: 'home' });
});
document.addEventListener('change', ({ target }) => { if (target.dataset.choose !== undefined && target.value) press(target, target.value); });
document.addEventListener('input', async ({ target }) => {
  if (target.dataset.suggest === undefined) return;
  const answer = await fetch('/control/' + who(target), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ act: 'suggest', field: target.name, typed: target.value }) });
  const { options = [] } = await answer.json();
  target.list.replaceChildren(...options.map((text) => new Option(text, text)));
});
document.addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''));
  if (form.dataset.fill !== undefined) act(who(form), { act: 'fill', answers: fields });
  else { act(who(form), { act: 'type', channel: form.dataset.room, line: fields.line }); form.reset(); }
});
let last = '';
const redraw = async (now) => {
  const typing = document.querySelector('.layer') || document.activeElement?.value;
  if (typing && !now) return;
  const html = await (await fetch(location.href)).text();
  if (html === last) return;
  last = html;
  document.querySelector('main').replaceWith(new DOMParser().parseFromString(html, 'text/html').querySelector('main'));
};
setInterval(redraw, 1000);
`;
