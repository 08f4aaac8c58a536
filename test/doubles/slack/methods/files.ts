import { z } from 'zod';
import { type Method, refusal, word } from '../stage.ts';
import { channelOf } from './chat.ts';

const writes = { needs: () => ['files:write'] };

const getUrl: Method = {
  ...writes,
  run(args, { world, uploads, origin }) {
    const name = word(args, 'filename');
    const length = Number(args['length']);
    if (name === undefined || !Number.isInteger(length)) return refusal('invalid_arguments');
    if (length <= 0) return refusal('invalid_arguments');
    const id = world.id('F');
    uploads.set(id, { id, name, title: name, bytes: Buffer.alloc(0) });
    return { ok: true, file_id: id, upload_url: `${origin()}/upload/${id}` };
  },
};

const list = z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1);

const complete: Method = {
  ...writes,
  run(args, { world, uploads }) {
    const parsed = list.safeParse(args['files']);
    if (!parsed.success) return refusal('invalid_arguments');
    const files = parsed.data.flatMap(({ id, title }) => {
      const found = uploads.get(id);
      return found && found.bytes.length > 0 ? [{ ...found, title: title ?? found.title }] : [];
    });
    if (files.length < parsed.data.length) return refusal('file_not_found');
    const channel = channelOf(world, args);
    if (args['channel_id'] !== undefined) {
      if (channel === undefined) return refusal('channel_not_found');
      if (channel.archived) return refusal('is_archived');
      if (!channel.bot) return refusal('not_in_channel');
      const text = word(args, 'initial_comment') ?? '';
      const thread = word(args, 'thread_ts');
      world.post({ channel, from: world.bot, text, thread, files });
    }
    for (const file of files) {
      uploads.delete(file.id);
      world.files.set(file.id, file);
    }
    const told = files.map(({ id, title, name }) => ({ id, title, name }));
    return { ok: true, files: told };
  },
};

const remove: Method = {
  ...writes,
  run(args, { world }) {
    return world.files.delete(word(args, 'file') ?? '') ? { ok: true } : refusal('file_not_found');
  },
};

export const files = {
  'files.delete': remove,
  'files.getUploadURLExternal': getUrl,
  'files.completeUploadExternal': complete,
};
