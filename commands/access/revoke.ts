import { accessOf } from '../../src/access/in-chat.ts';
import { requireSelector } from '../../src/access/required.ts';
import { findSomebody } from '../../src/access/somebody.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { listed } from '../../src/line/usage.ts';

export const accessRevoke = defineCommand({
  name: 'access revoke',
  description: 'Takes what was granted to a person; at once, also for buttons they still see',
  needs: 'access.change',
  audience: 'caller',
  options: {
    person: {
      type: 'text',
      of: 'person',
      description: 'Who: a mention, a name, or slack:U123',
      required: true,
    },
    on: {
      type: 'text',
      of: 'selector',
      description: 'Only what was granted on these machines; all of it when left out',
      required: false,
    },
  },
  examples: ['access revoke slack:U123', 'access revoke @anna', 'access revoke @ben tag:lab'],
  async run({ person: word, on: typed }, context) {
    const { actor, local } = context;
    const access = accessOf(context);
    const { actor: whom } = findSomebody(word, actor.platform, access);
    const on = typed === undefined ? undefined : requireSelector(typed, access);
    const gone = await access.revoke(whom, { actor, local }, on);
    const rules = access.book().of({ ...whom, groups: [] });
    const filed = rules.flatMap(({ origin }) => ('file' in origin ? [origin.file] : []));
    const left =
      filed.length === 0
        ? undefined
        : `What ${listed([...new Set(filed)])} in the configuration gives ${whom.name} cannot be taken in chat: it is changed there.`;
    if (!gone) {
      throw new BotError('not-found', `Nothing was granted to ${whom.name}`, {
        hint: `Nothing was changed. ${left ?? 'access list shows who has a role.'}`,
      });
    }
    const where = on === undefined ? '' : ` on ${on}`;
    return {
      title:
        left === undefined && access.book().of(whom).length === 0
          ? `${whom.name} has no role any more`
          : `What was granted to ${whom.name}${where} is taken`,
      tone: 'success',
      blocks: [
        { type: 'text', text: 'Tasks they began go on; task cancel stops one.' },
        ...(left === undefined ? [] : [{ type: 'text', text: left } as const]),
      ],
      actions: [{ label: 'Who may do what', command: 'access list' }],
    };
  },
});
