import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType as Type,
} from 'discord.js';
import type { Option, Options } from '../../../../src/command.ts';
import { clipped } from '../../../../src/drawing/clipped.ts';
import { spelled } from '../../../../src/line/usage.ts';
import { commandLimits, SAFE } from './limits.ts';

/** The options of a command in Discord's order: the required ones first. */
export function optionsOf(options: Options): APIApplicationCommandBasicOption[] {
  const all = Object.entries(options);
  const required = all.filter(([, option]) => option.required);
  const others = all.filter(([, option]) => !option.required);
  return [...required, ...others].map(([name, option]) => optionOf(name, option));
}

function optionOf(name: string, option: Option): APIApplicationCommandBasicOption {
  const base = {
    name: spelled(name),
    description: clipped(option.description, commandLimits.description),
    ...(option.required && { required: true }),
  };
  switch (option.type) {
    case 'flag':
      return { ...base, type: Type.Boolean };
    case 'integer':
      return {
        ...base,
        type: Type.Integer,
        min_value: Math.max(-SAFE, option.min),
        max_value: Math.min(SAFE, option.max),
      };
    case 'choice': {
      if (option.values.length > commandLimits.choices) return suggesting(base);
      const choices = option.values.map((value) => ({ name: value, value }));
      return { ...base, type: Type.String, choices };
    }
    case 'size':
      return { ...base, type: Type.String };
    case 'text':
      return (option.of ?? option.such) ? suggesting(base) : { ...base, type: Type.String };
    case 'rest':
      return option.of === undefined ? { ...base, type: Type.String } : suggesting(base);
    case 'machine':
    case 'machines':
    case 'host':
    case 'target':
    case 'task':
      return suggesting(base);
    default:
      return option satisfies never;
  }
}

type Base = Pick<APIApplicationCommandBasicOption, 'name' | 'description' | 'required'>;

/** The bot knows values while it is typed. */
function suggesting(base: Base): APIApplicationCommandBasicOption {
  return { ...base, type: Type.String, autocomplete: true };
}
