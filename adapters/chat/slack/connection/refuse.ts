import type { App } from '@slack/bolt';
import { notAccepted } from '../../../../src/reply.ts';
import type { MessageParts } from '../answers/messages.ts';
import { createVoice } from '../answers/voice.ts';
import { fieldId } from '../incoming/form-answers.ts';
import type { Arrived } from '../incoming/told.ts';

const SAYS = notAccepted.title;

/** Tells the person at once that nothing was accepted, in the way that takes no store. */
export async function refuseArrival(
  parts: MessageParts,
  { told, trigger }: Arrived,
  { ack }: Parameters<App['processEvent']>[0],
): Promise<void> {
  if (told.type === 'form') {
    // The form stays open with what was filled in.
    return ack({ response_action: 'errors', errors: { [fieldId(0)]: SAYS } });
  }
  // Only a slash command's acknowledgement is shown to its person.
  if (told.type === 'line' && trigger !== undefined) {
    return ack({ response_type: 'ephemeral', text: SAYS });
  }
  await ack();
  const voice = createVoice(parts, told.actor.id, told.seat);
  await voice.privately(notAccepted);
}
