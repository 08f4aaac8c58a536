import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { MessageRef } from '../../../../src/chat.ts';
import { BotError } from '../../../../src/errors.ts';
import type { Log } from '../../../../src/log.ts';
import type { Attached } from '../render/drawn.ts';
import { asBotError } from './errors.ts';
import { asking } from './web.ts';

/** How many uploads are remembered, so that an edit does not bring the same file again. */
const MOST = 2000;

export interface Files {
  /** Puts them into the message's thread. The message stands either way, so a failure is told there. */
  attach(ref: MessageRef, files: readonly Attached[]): Promise<void>;
  /** Uploads it for the bot alone; gives the id by which a block can show it. */
  keep(file: Attached): Promise<string>;
  /** Deletes what no message shows any more. One that stays costs a little room, so a failure is only logged. */
  remove(ids: readonly string[]): Promise<void>;
}

export function createFiles(web: WebClient, log: Log): Files {
  const done = new Set<string>();
  return {
    async attach(ref, files) {
      const fresh = files.filter((file) => !done.has(keyOf(ref, file)));
      if (fresh.length === 0) return;
      if (done.size > MOST) done.clear();
      for (const file of fresh) done.add(keyOf(ref, file));
      try {
        await upload(web, ref, fresh);
      } catch (error) {
        for (const file of fresh) done.delete(keyOf(ref, file));
        log.warn({ err: error }, 'a file could not be attached on Slack');
        await tell(web, ref, `${asBotError(error, 'the upload').message}: no file is attached.`);
      }
    },
    keep: (file) => keep(web, file),
    async remove(ids) {
      for (const id of ids) {
        await web.files.delete({ file: id }).catch((err: unknown) => {
          log.warn({ err }, 'the picture of an earlier state could not be deleted on Slack');
        });
      }
    },
  };
}

/** https://docs.slack.dev/reference/methods/files.completeUploadExternal */
async function upload(web: WebClient, ref: MessageRef, files: readonly Attached[]): Promise<void> {
  await web.filesUploadV2({
    channel_id: ref.channel,
    thread_ts: ref.thread ?? ref.id,
    file_uploads: files.map(({ name, text, png, alt }) => ({
      filename: fileName(name),
      title: fileName(name),
      file: png === undefined ? Buffer.from(text ?? '') : Buffer.from(png, 'base64'),
      ...(alt !== undefined && alt !== '' && { alt_text: alt.slice(0, ALT) }),
    })),
  });
}

const uploads = z.object({
  files: z.array(z.object({ files: z.array(z.object({ id: z.string() })) })),
});

/** Without a channel nobody but the bot sees it: https://docs.slack.dev/reference/methods/files.completeUploadExternal */
async function keep(web: WebClient, { name, png = '', alt }: Attached): Promise<string> {
  const filename = fileName(name);
  const told = await asking('the upload', () =>
    web.filesUploadV2({
      ...{ filename, title: filename, file: Buffer.from(png, 'base64') },
      ...(alt !== undefined && alt !== '' && { alt_text: alt.slice(0, ALT) }),
    }),
  );
  const [id] = uploads.parse(told).files.flatMap((one) => one.files.map((file) => file.id));
  if (id === undefined) throw new BotError('unreachable', 'Slack did not say what it uploaded');
  return id;
}

/** https://docs.slack.dev/reference/methods/files.getUploadURLExternal */
const ALT = 1000;

/** A name from outside is no path and no mark-up. */
function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._ -]/gu, '_').slice(-100) || 'file.txt';
}

async function tell(web: WebClient, { channel, thread, id }: MessageRef, text: string) {
  await web.chat
    .postMessage({ channel, thread_ts: thread ?? id, text, mrkdwn: false })
    .catch(() => undefined);
}

function keyOf({ channel, id }: MessageRef, { name, text, png }: Attached): string {
  const hash = createHash('sha256')
    .update(`${name}\n${text ?? ''}\n${png ?? ''}`)
    .digest('hex');
  return `${channel}:${id}:${hash}`;
}
