import { z } from 'zod';
import { type Call, read } from '../call.ts';
import { commandFaults, commandListFaults } from '../limits/command.ts';
import type { Parts } from '../messages.ts';
import { refusals } from '../refusal.ts';
import { type CommandBody, commandBody } from '../wire.ts';
import type { Command } from '../world.ts';
import { done, type Named, ok, type Route } from './route.ts';

/** docs.discord.com/developers/interactions/application-commands#endpoints */
const bases = ['/applications/:app/commands', '/applications/:app/guilds/:guild/commands'];

export const applicationRoutes: readonly Route[] = bases.flatMap(commandRoutes);

function commandRoutes(path: string): readonly Route[] {
  const one = `${path}/:command`;
  return [
    { method: 'GET', path, run: (parts, _call, named) => ok(shaped(parts, named)) },
    {
      method: 'PUT',
      path,
      run(parts, call, named) {
        const bodies = read(z.array(commandBody), call.body);
        const faults = commandListFaults(bodies);
        if (faults.length > 0) throw refusals.badBody(faults);
        const list = listOf(parts, named);
        const before = list.splice(0);
        list.push(...bodies.map((body) => made(parts, body, before)));
        return ok(shaped(parts, named));
      },
    },
    {
      method: 'POST',
      path,
      run(parts, call, named) {
        const body = checked(call);
        const list = listOf(parts, named);
        const at = list.findIndex(({ name }) => name === body.name);
        const command = made(parts, body, list);
        list.splice(at < 0 ? list.length : at, at < 0 ? 0 : 1, command);
        return { status: at < 0 ? 201 : 200, body: shapeOf(parts, command, named) };
      },
    },
    {
      method: 'GET',
      path: one,
      run: (parts, _call, named) => ok(shapeOf(parts, commandOf(parts, named), named)),
    },
    {
      method: 'PATCH',
      path: one,
      run(parts, call, named) {
        const before = commandOf(parts, named);
        const body = read(z.looseObject({}), call.body);
        const after = checked({ ...call, body: { ...before, ...body } });
        return ok(shapeOf(parts, Object.assign(before, after), named));
      },
    },
    {
      method: 'DELETE',
      path: one,
      run(parts, _call, named) {
        const list = listOf(parts, named);
        list.splice(list.indexOf(commandOf(parts, named)), 1);
        return done;
      },
    },
  ];
}

function checked(call: Call): CommandBody {
  const body = read(commandBody, call.body);
  const faults = commandFaults(body, []);
  if (faults.length > 0) throw refusals.badBody(faults);
  return body;
}

/** A command of the same name keeps its id. */
function made({ world }: Parts, body: CommandBody, before: readonly Command[]): Command {
  const id = before.find(({ name }) => name === body.name)?.id ?? world.id();
  return { ...body, id, version: world.id() };
}

function listOf({ world }: Parts, named: Named): Command[] {
  if (named('app') !== world.applicationId) throw refusals.noAccess();
  if (named('guild') === '') return world.commands.global;
  if (named('guild') !== world.guildId) throw refusals.noAccess();
  return world.commands.guild;
}

function commandOf(parts: Parts, named: Named): Command {
  const found = listOf(parts, named).find(({ id }) => id === named('command'));
  if (found === undefined) throw refusals.unknownCommand();
  return found;
}

function shaped(parts: Parts, named: Named): readonly object[] {
  return listOf(parts, named).map((command) => shapeOf(parts, command, named));
}

/** With what Discord fills in by itself. */
function shapeOf({ world }: Parts, command: Command, named: Named): object {
  const inGuild = named('guild') !== '';
  return {
    type: 1,
    default_member_permissions: null,
    nsfw: false,
    integration_types: [0],
    contexts: null,
    ...command,
    application_id: world.applicationId,
    ...(inGuild ? { guild_id: world.guildId } : { dm_permission: true }),
  };
}
