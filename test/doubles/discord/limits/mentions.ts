import type { Fault } from '../refusal.ts';
import type { MessageBody } from '../wire.ts';
import { count, each, type Path, wrong } from './fault.ts';

const kinds = ['roles', 'users', 'everyone'];

/** docs.discord.com/developers/resources/message#allowed-mentions-object */
export function mentionFaults({ allowed_mentions: allowed }: MessageBody, path: Path): Fault[] {
  const parsed = allowed?.parse ?? [];
  const unknown = parsed.filter((one) => !kinds.includes(one));
  return [
    ...(unknown.length === 0
      ? []
      : wrong(
          [...path, 'parse'],
          'BASE_TYPE_CHOICES',
          "Value must be one of ('roles', 'users', 'everyone').",
        )),
    ...(['users', 'roles'] as const).flatMap((key) => {
      const ids = allowed?.[key] ?? [];
      const both = parsed.includes(key) && ids.length > 0;
      return [
        ...count([...path, key], ids, 0, 100),
        ...each([...path, key], ids, (id, at) =>
          /^\d+$/.test(id)
            ? []
            : wrong(at, 'NUMBER_TYPE_COERCE', `Value "${id}" is not snowflake.`),
        ),
        ...(both
          ? wrong(
              [...path, key],
              'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
              `parse:["${key}"] and ${key}: [ids...] are mutually exclusive.`,
            )
          : []),
      ];
    }),
  ];
}
