import { LINK_MINUTES } from '../src/access/code.ts';
import { accessOf } from '../src/access/in-chat.ts';
import { personWord } from '../src/access/person.ts';
import type { Card } from '../src/card.ts';
import type { Actor } from '../src/chat.ts';
import { defineCommand } from '../src/command.ts';
import { listed } from '../src/line/usage.ts';

export const link = defineCommand({
  name: 'link',
  description: 'Joins your identities in two chats: alone it gives a code to send in the other',
  needs: 'help',
  audience: 'caller',
  options: {
    code: { type: 'text', description: 'The code, in your other chat', required: false },
    sure: { type: 'flag', description: 'Confirms whose code you sent', required: false },
  },
  examples: ['link', 'link K7QM-4XHT-92WB'],
  async run({ code, sure }, context) {
    const { actor } = context;
    const access = accessOf(context);
    if (sure) {
      const first = await access.link(actor);
      const told = linkedCard(first, actor);
      await access.tell(first, told);
      await Promise.all(
        access
          .admins(actor.platform)
          .filter((one) => ![first, actor].some((own) => personWord(own) === personWord(one)))
          .map((one) => access.tell(one, told)),
      );
      return told;
    }
    if (code === undefined) return codeCard(await access.linkCode(actor));
    return sureCard(await access.takeLink(code, actor));
  },
});

function codeCard(code: string): Card {
  return {
    title: 'A code that joins your other chat to this one',
    blocks: [
      {
        type: 'text',
        text: 'Send this to the bot in your other chat, where nobody else reads it:',
      },
      { type: 'code', text: `link ${code}` },
      {
        type: 'text',
        text: `It works once, within ${LINK_MINUTES} minutes. Give it to nobody: whoever joins has all that you may do.`,
      },
    ],
  };
}

/** Somebody who talks a person into sending a code must not get what that person may do. */
function sureCard(first: Actor): Card {
  return {
    title: `Is ${first.name} on ${first.platform} you?`,
    tone: 'warning',
    blocks: [
      { type: 'fields', fields: [{ label: 'Who', value: personWord(first) }] },
      {
        type: 'text',
        text: 'If it is, go on: from then on each of the two may do what the other may. If somebody sent you the code, it is not you: do nothing, and tell an admin.',
      },
    ],
    actions: [{ label: 'Yes, both are me', command: 'link --sure', tone: 'danger' }],
  };
}

function linkedCard(first: Actor, second: Actor): Card {
  const both = [first, second].map((one) => `${one.name} on ${one.platform}`);
  return {
    title: `${listed(both)} are one person now`,
    tone: 'success',
    blocks: [
      {
        type: 'text',
        text: 'Each may do what the other may. If this is not so, unlink takes it back.',
      },
    ],
    actions: [{ label: 'Take it back', command: `unlink ${personWord(second)}` }],
  };
}
