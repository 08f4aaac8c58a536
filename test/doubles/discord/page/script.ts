/** What the page does by itself: it looks again twice a second, and sends clicks and lines. */
export const script = `
const here = new URLSearchParams(location.search);
const query = () => 'person=' + encodeURIComponent(document.body.dataset.person) + '&channel=' + encodeURIComponent(document.body.dataset.channel);
const line = document.getElementById('line');
const problem = document.getElementById('problem');
const suggestions = document.getElementById('suggestions');
let shown = '';
async function look() {
  const text = await (await fetch('/screen?' + query())).text();
  if (text === shown) return;
  const [messages, modal] = text.split('<!--modal-->');
  const before = shown.split('<!--modal-->');
  const list = document.getElementById('messages');
  if (messages !== before[0]) { list.innerHTML = messages; list.scrollTop = list.scrollHeight; }
  if (modal !== before[1]) document.getElementById('modal').innerHTML = modal;
  shown = text;
}
async function act(what) {
  problem.textContent = '';
  const answer = await fetch('/act?' + query(), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(what) });
  if (!answer.ok) problem.textContent = await answer.text();
  await look();
}
document.addEventListener('click', (event) => {
  const target = event.target.closest('[data-click], [data-dismiss], [data-fill]');
  if (!target) return;
  if (target.dataset.click) act({ type: 'click', label: target.dataset.click, message: target.dataset.message });
  else if (target.dataset.fill !== undefined) { line.value = target.dataset.fill; line.focus(); suggest(); }
  else act({ type: 'dismiss' });
});
document.addEventListener('change', (event) => {
  if (event.target.dataset.choose && event.target.value) act({ type: 'choose', option: event.target.value });
});
document.addEventListener('submit', (event) => {
  event.preventDefault();
  if (event.target.dataset.modal !== undefined) act({ type: 'fill', answers: Object.fromEntries(new FormData(event.target)) });
  else { act({ type: 'line', line: line.value }); line.value = ''; suggestions.replaceChildren(); }
});
async function suggest() {
  const typed = line.value;
  const found = await (await fetch('/suggest?' + query() + '&line=' + encodeURIComponent(typed))).json();
  if (line.value !== typed) return;
  suggestions.replaceChildren(...found.map(({ label, note, fill }) => {
    const button = document.createElement('button');
    const small = document.createElement('small');
    button.type = 'button';
    button.textContent = label;
    small.textContent = note;
    button.append(small);
    button.dataset.fill = fill;
    return button;
  }));
}
line.addEventListener('input', suggest);
look();
setInterval(look, 500);
`;
