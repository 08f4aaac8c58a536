import type { Command } from '../../../../src/command.ts';
import { clipped } from '../../../../src/drawing/clipped.ts';
import { usageOf } from '../../../../src/line/usage.ts';
import { ENDPOINT } from '../connection/http.ts';
import { ANY, ownCommands } from '../incoming/read.ts';
import { needed, optional } from './scopes.ts';

export interface ManifestOptions {
  readonly commands: readonly Command[];
  /** Other words for slash commands: `{ vm: machines }`. */
  readonly names?: Readonly<Record<string, string>> | undefined;
  /** Where Slack sends to; without it the bot connects to Slack in Socket Mode. */
  readonly url?: string | undefined;
}

/** The longest hint that a phone shows beside the command. */
const HINT = 100;

/** The app as Slack is told about it: https://docs.slack.dev/reference/app-manifest */
export function manifestOf({ commands, names = {}, url }: ManifestOptions) {
  const address = url === undefined ? {} : { request_url: requestUrl(url) };
  const slash = url === undefined ? {} : { url: requestUrl(url) };
  return {
    display_information: {
      name: 'Nakhoda',
      description: 'Runs virtual machines on Proxmox VE, KVM and VirtualBox from Slack',
      background_color: '#0b3d4f',
    },
    features: {
      bot_user: { display_name: 'nakhoda', always_online: true },
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      slash_commands: slashCommands(commands).map(({ word, ...described }) => ({
        command: `/${names[word] ?? word}`,
        ...described,
        should_escape: true,
        ...slash,
      })),
    },
    oauth_config: {
      scopes: {
        bot: [...needed, ...optional].map(({ name }) => name),
        bot_optional: optional.map(({ name }) => name),
      },
    },
    settings: {
      event_subscriptions: {
        bot_events: ['app_mention', 'message.im', 'app_home_opened'],
        ...address,
      },
      interactivity: {
        is_enabled: true,
        ...address,
        ...(url !== undefined && { message_menu_options_url: requestUrl(url) }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: url === undefined,
      token_rotation_enabled: false,
    },
  };
}

const requestUrl = (url: string): string => new URL(ENDPOINT, url).href;

interface SlashCommand {
  readonly word: string;
  readonly description: string;
  readonly usage_hint: string;
}

const about: Readonly<Record<(typeof ownCommands)[number], string>> = {
  vm: 'Virtual machines: list, show, start, stop and more',
  snapshot: 'Snapshots of machines: take, list, roll back, delete',
  backup: 'Backups of machines: make, list, restore, verify',
  net: 'Networks: reach machines, see and change their network cards',
  host: 'The hosts the machines run on',
  alert: 'What is wrong at the moment, and rules about it',
};

/** The groups that there are commands of, and one that stands before any line. */
function slashCommands(commands: readonly Command[]): readonly SlashCommand[] {
  const groups = ownCommands.flatMap((word): SlashCommand[] => {
    const own = commands.filter(({ name }) => name.startsWith(`${word} `));
    if (own.length === 0) return [];
    const verbs = own.map((command) => usageOf(command).slice(word.length + 1));
    return [{ word, description: about[word], usage_hint: hint(verbs) }];
  });
  const any = {
    word: ANY,
    description: 'Any command; alone it shows the fleet',
    usage_hint: 'help',
  };
  return [...groups, any];
}

/** As many of them as fit, whole: `list [machines…] | show <machine> | …` */
function hint(verbs: readonly string[]): string {
  const words = verbs.map((verb) => verb.split(' ')[0] ?? verb);
  const whole = [verbs, words].map((each) => [...new Set(each)].join(' | '));
  return whole.find((text) => text.length <= HINT) ?? clipped(whole[1] ?? '', HINT);
}
