import type { Block, Card, Cell } from '../card.ts';
import { ago, count } from '../format.ts';
import type { Access } from './access.ts';
import { answers, requestTable, roleWords } from './cards.ts';
import { type Binding, bindingPath } from './file.ts';
import { rotaIn } from './on-call.ts';
import { personWord } from './person.ts';
import { inWordsOf, onWords } from './words.ts';

type Listed = Pick<Access, 'grants' | 'requests' | 'links' | 'file' | 'book'>;

/** Everybody who has a role: what the file says beside what was granted, who is linked, and who asks. */
export function accessListCard(access: Listed, now: number): Card {
  const { bindings } = access.file();
  const grants = access.grants();
  const requests = access.requests();
  const [first] = requests;
  const rows = [...bindings.flatMap((one, at) => bindingRows(access, one, at)), ...grantRows()];
  return {
    title: `Who may do what: ${count(rows.length, 'rule')}`,
    blocks: [
      ...(rows.length === 0 ? [nobody] : [table(rows)]),
      ...(access.links().length > 0 ? [linkTable(access, now)] : []),
      ...(requests.length > 0 ? [requestTable(access, now)] : []),
      { type: 'text', text: roleWords },
      ...(bindings.length > 0 ? [whereToChange] : []),
    ],
    ...(first && { actions: answers(first.person, first.role) }),
  };

  function grantRows(): readonly Cell[][] {
    return grants.map((grant) => {
      const { person, role, on, by, at } = grant;
      const overruled = access.book().overruled(grant);
      const says = overruled === undefined ? '' : `; does not count: ${overruled} says otherwise`;
      const unknown = access.book().roles.has(role) ? '' : '; there is no such role any more';
      return [
        person.name,
        role,
        onWords(on === undefined ? undefined : [on]),
        'anywhere',
        `${ago(at, now)} by ${by.name}${says}${unknown}`,
        personWord(person),
      ];
    });
  }
}

const nobody: Block = {
  type: 'text',
  text: 'Nobody in a chat has a role. access code at the bot’s terminal gives a code for the first admin.',
};

const whereToChange: Block = {
  type: 'text',
  text: 'What comes from access.bindings is changed in the configuration, the rest with access grant and revoke.',
};

function table(rows: readonly Cell[][]): Block {
  return {
    type: 'table',
    columns: ['Who', 'Role', 'On', 'Where', 'From', 'Person'].map((label) => ({ label })),
    rows,
  };
}

/** One row for each person and group of a binding. */
function bindingRows(access: Listed, binding: Binding, at: number): readonly Cell[][] {
  const { people } = access.file();
  const named = binding.people.map((id) => [
    people[id]?.name ?? rotaWords(id),
    Object.entries(people[id]?.ids ?? {})
      .map(([platform, one]) => `${platform}:${one}`)
      .join(' '),
  ]);
  const grouped = Object.entries(binding.groups).flatMap(([platform, groups]) =>
    groups.map((group) => [`${platform} group ${group}`, '']),
  );
  return [...named, ...grouped].map(([who = '', word = '']) => [
    who,
    binding.role,
    onWords(binding.on),
    inWordsOf(binding.in),
    bindingPath(at),
    word,
  ]);
}

function rotaWords(word: string): string {
  const rota = rotaIn(word);
  return rota === undefined ? word : `whoever is on call in ${rota}`;
}

function linkTable({ links }: Listed, now: number): Block {
  return {
    type: 'table',
    columns: ['Who', 'Is also', 'Linked'].map((label) => ({ label })),
    rows: links().map(({ first, identity, at }) => [
      `${first.name} (${personWord(first)})`,
      `${identity.name} (${personWord(identity)})`,
      ago(at, now),
    ]),
  };
}
