import { BotError } from '../errors.ts';

/** The time for an answer being over is no fault of the bot. */
export function unlessLate(error: unknown): unknown {
  if (!(error instanceof DOMException) || error.name !== 'TimeoutError') return error;
  return new BotError('timeout', 'There was no answer in time', {
    hint: 'Nothing was changed. host list shows which hosts answer.',
    cause: error,
  });
}

export function nothingToShare(): BotError {
  return new BotError('conflict', 'There is nothing to share: this line changes something', {
    hint: 'Nothing was changed. What becomes of it is said in the channel by itself.',
  });
}

export function yesIsLocal(): BotError {
  return new BotError('forbidden', '--yes is for the terminal of the bot only', {
    hint: 'Nothing was changed. Send the line without it and use the button.',
  });
}

export function yesNeverApproves(): BotError {
  return new BotError('forbidden', '--yes confirms and never approves', {
    hint: 'Nothing was changed. Send the line without it, look at what it shows, and confirm that.',
  });
}
