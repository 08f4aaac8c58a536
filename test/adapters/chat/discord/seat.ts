import { vi } from 'vitest';
import { Config } from '../../../../adapters/chat/discord/config.ts';
import { createDiscord } from '../../../../adapters/chat/discord/discord.ts';
import { registrationsOf } from '../../../../adapters/chat/discord/registration/commands.ts';
import { openRest, register } from '../../../../adapters/chat/discord/registration/register.ts';
import { commands } from '../../../../commands/index.ts';
import type { Painter } from '../../../../src/charts/painter.ts';
import type { Chat } from '../../../../src/chat.ts';
import { visible } from '../../../../src/drawing/visible.ts';
import { type Log, silent } from '../../../../src/log.ts';
import type { ChatFixture } from '../../../contracts/chat.ts';
import { drawTime } from '../../../doubles/discord/draw/time.ts';
import { type DiscordDouble, startDiscord } from '../../../doubles/discord/index.ts';
import type { DiscordOptions } from '../../../doubles/discord/world.ts';

/** The adapter against this Discord, as it is configured; not started. */
export function discordAt(
  double: Pick<DiscordDouble, 'apiUrl' | 'token'>,
  {
    log = silent,
    painter,
    ...more
  }: { log?: Log; painter?: Painter | undefined; [key: string]: unknown } = {},
): Chat {
  process.env['DISCORD_TOKEN'] = double.token;
  const config = Config.parse({ apiUrl: double.apiUrl, ...more });
  return createDiscord(config, { commands, log, painter, zone: 'Europe/Berlin' });
}

/** The double with the commands told to it, as `deploy discord` does. */
export async function openDouble(
  options: DiscordOptions = {},
  renames: Record<string, string> = {},
): Promise<DiscordDouble> {
  const double = await startDiscord(options);
  await register(registrationsOf(commands, renames), {
    rest: openRest(double),
    applicationId: double.applicationId,
    signal: AbortSignal.timeout(60_000),
  });
  return double;
}

/** Ada, who is in Berlin, in the channel #ops. */
export async function openSeat(): Promise<ChatFixture> {
  return seatAt(await openDouble());
}

function seatAt(double: DiscordDouble): ChatFixture {
  const ada = double.person('ada');
  const chat = discordAt(double);
  return {
    chat,
    person: { id: ada.id, name: 'ada' },
    type: (line) => ada.slash('ops', 'nakhoda do', { line }),
    press: (label) => ada.click(label),
    fill: async (answers) => {
      await vi.waitFor(() => {
        if (ada.modal() === undefined) throw new Error('no form is open');
      }, 20_000);
      await ada.fill(answers);
    },
    seen: () => ada.seen(),
    shown: visible,
    told: (at) => drawTime(Date.parse(at) / 1000, 'Europe/Berlin'),
    live: /[[\p{Cc}\p{Cs}]--\n]|[\p{Cf}--\u200e]/v,
    sent: async () => textsIn(double.requests.map(({ body }) => body)).join('\n'),
    reopen: async () => seatAt(double),
    close: async () => {
      await chat.stop();
      await double.close();
    },
  };
}

/** Every text in it. */
function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
  return typeof value === 'string' ? [value] : [];
}
