/** Bodies that are as large as asked: what a bot may send, and what is one too many. */
export type Sized = (size: number) => object;

const letters = (size: number): string => 'x'.repeat(size);
const times = <T>(size: number, make: (at: number) => T): T[] =>
  Array.from({ length: size }, (_, at) => make(at));

export const layout = 1 << 15;
export const button = (more: object): object => ({
  type: 2,
  style: 1,
  custom_id: 'a',
  label: 'a',
  ...more,
});
export const row = (...components: readonly object[]): object => ({ type: 1, components });
export const text = (content: string): object => ({ type: 10, content });
const option = (at: number, more: object = {}): object => ({
  label: `o${at}`,
  value: `v${at}`,
  ...more,
});
export const menu = (more: object): object => ({
  type: 3,
  custom_id: 'm',
  options: [option(0)],
  ...more,
});
const field = (more: object): object => ({ name: 'a', value: 'b', ...more });
const embed = (more: object): object => ({ embeds: [{ title: 'a', ...more }] });
const buttonWith = (more: object): object => ({ components: [row(button(more))] });
const menuWith = (more: object): object => ({ components: [row(menu(more))] });

/** docs.discord.com/developers/resources/message and /components/reference */
export const messages: readonly (readonly [string, number, Sized])[] = [
  ['content', 2000, (size) => ({ content: letters(size) })],
  ['nonce', 25, (size) => ({ content: 'a', nonce: letters(size) })],
  ['embeds', 10, (size) => ({ embeds: times(size, () => ({ title: 'a' })) })],
  ['embed title', 256, (size) => embed({ title: letters(size) })],
  ['embed description', 4096, (size) => embed({ description: letters(size) })],
  ['embed footer', 2048, (size) => embed({ footer: { text: letters(size) } })],
  ['embed author', 256, (size) => embed({ author: { name: letters(size) } })],
  ['embed fields', 25, (size) => embed({ fields: times(size, () => field({})) })],
  ['embed field name', 256, (size) => embed({ fields: [field({ name: letters(size) })] })],
  ['embed field value', 1024, (size) => embed({ fields: [field({ value: letters(size) })] })],
  [
    'letters of all embeds',
    6000,
    (size) => ({ embeds: [{ description: letters(4000) }, { description: letters(size - 4000) }] }),
  ],
  ['rows', 5, (size) => ({ components: times(size, (at) => row(button({ custom_id: `${at}` }))) })],
  [
    'buttons in a row',
    5,
    (size) => ({ components: [row(...times(size, (at) => button({ custom_id: `${at}` })))] }),
  ],
  ['button label', 80, (size) => buttonWith({ label: letters(size) })],
  ['button custom_id', 100, (size) => buttonWith({ custom_id: letters(size) })],
  [
    'button url',
    512,
    (size) => {
      const url = `https://example.com/${letters(size - 20)}`;
      return { components: [row({ type: 2, style: 5, label: 'a', url })] };
    },
  ],
  ['menu options', 25, (size) => menuWith({ options: times(size, (at) => option(at)) })],
  ['menu placeholder', 150, (size) => menuWith({ placeholder: letters(size) })],
  ['option label', 100, (size) => menuWith({ options: [option(0, { label: letters(size) })] })],
  ['option value', 100, (size) => menuWith({ options: [option(0, { value: letters(size) })] })],
  [
    'option description',
    100,
    (size) => menuWith({ options: [option(0, { description: letters(size) })] }),
  ],
  ['components in all', 40, (size) => ({ flags: layout, components: inBoxes(size) })],
  [
    'text in all',
    4000,
    (size) => ({ flags: layout, components: [text(letters(3000)), text(letters(size - 3000))] }),
  ],
  [
    'texts of a section',
    3,
    (size) => ({
      flags: layout,
      components: [{ type: 9, components: times(size, () => text('a')), accessory: button({}) }],
    }),
  ],
  [
    'pictures of a gallery',
    10,
    (size) => ({
      flags: layout,
      components: [
        { type: 12, items: times(size, () => ({ media: { url: 'https://example.com/a.png' } })) },
      ],
    }),
  ],
];

/** Two containers and what is in them. */
function inBoxes(size: number): object[] {
  const first = Math.floor(size / 2);
  return [first, size - first].map((each) => ({
    type: 17,
    components: times(each - 1, () => text('a')),
  }));
}

const label = (component: object, more: object = {}): object => ({
  type: 18,
  label: 'a',
  component,
  ...more,
});
const input = (more: object = {}): object => ({ type: 4, style: 1, custom_id: 'i', ...more });
const modal = (more: object): object => ({
  title: 'a',
  custom_id: 'a',
  components: [label(input())],
  ...more,
});

/** docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal */
export const modals: readonly (readonly [string, number, Sized])[] = [
  ['title', 45, (size) => modal({ title: letters(size) })],
  ['custom_id', 100, (size) => modal({ custom_id: letters(size) })],
  [
    'components',
    5,
    (size) => modal({ components: times(size, (at) => label(input({ custom_id: `${at}` }))) }),
  ],
  ['label', 45, (size) => modal({ components: [label(input(), { label: letters(size) })] })],
  [
    'description',
    100,
    (size) => modal({ components: [label(input(), { description: letters(size) })] }),
  ],
  ['text', 4000, (size) => modal({ components: [label(input({ value: letters(size) }))] })],
  [
    'placeholder',
    100,
    (size) => modal({ components: [label(input({ placeholder: letters(size) }))] }),
  ],
  [
    'menu options',
    25,
    (size) => modal({ components: [label(menu({ options: times(size, (at) => option(at)) }))] }),
  ],
];

const choice = (at: number, more: object = {}): object => ({
  name: `n${at}`,
  value: `v${at}`,
  ...more,
});

/** docs.discord.com/developers/interactions/application-commands#autocomplete */
export const suggestions: readonly (readonly [string, number, Sized])[] = [
  ['choices', 25, (size) => ({ choices: times(size, (at) => choice(at)) })],
  ['choice name', 100, (size) => ({ choices: [choice(0, { name: letters(size) })] })],
  ['choice value', 100, (size) => ({ choices: [choice(0, { value: letters(size) })] })],
];

export const command = (more: object): object => ({ name: 'vm', description: 'a', ...more });
export const wanted = (more: object): object => ({
  type: 3,
  name: 'o',
  description: 'a',
  ...more,
});

/** docs.discord.com/developers/interactions/application-commands */
export const commands: readonly (readonly [string, number, Sized])[] = [
  ['commands', 100, (size) => times(size, (at) => command({ name: `c${at}` }))],
  ['name', 32, (size) => [command({ name: letters(size) })]],
  ['description', 100, (size) => [command({ description: letters(size) })]],
  [
    'options',
    25,
    (size) => [command({ options: times(size, (at) => wanted({ name: `o${at}` })) })],
  ],
  ['option name', 32, (size) => [command({ options: [wanted({ name: letters(size) })] })]],
  [
    'option description',
    100,
    (size) => [command({ options: [wanted({ description: letters(size) })] })],
  ],
  [
    'choices',
    25,
    (size) => [command({ options: [wanted({ choices: times(size, (at) => choice(at)) })] })],
  ],
  [
    'choice name',
    100,
    (size) => [command({ options: [wanted({ choices: [choice(0, { name: letters(size) })] })] })],
  ],
  ['letters in all', 8000, (size) => [command({ options: filling(size) })]],
];

/** Options with choices of just so many letters, with the name and description of the command. */
function filling(size: number): object[] {
  const each = 800;
  const own = 'vm'.length + 'a'.length;
  const whole = Math.floor((size - own - 400) / each);
  const sizes = [...times(whole, () => each), size - own - whole * each];
  return sizes.map((letterCount, at) => lettered(at, letterCount));
}

function lettered(at: number, size: number): object {
  const name = `o${at}`;
  const rest = size - name.length - 1;
  const parts = Math.ceil(rest / 150);
  const choices = times(parts, (one) => {
    const share = one < parts - 1 ? 150 : rest - 150 * (parts - 1);
    const value = `${one}`;
    return {
      name: `${one}${letters(Math.max(0, Math.min(99, share - value.length - 1)))}`,
      value: value + letters(Math.max(0, share - value.length - 1 - 99)),
    };
  });
  return wanted({ name, choices });
}
