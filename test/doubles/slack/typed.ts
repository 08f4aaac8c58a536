import type { World } from './world.ts';

const hostName =
  /(?<![\w@/.:|-])((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|io|dev|de|eu|app))(?![\w.-])/gi;

/** What Slack makes of what a person types, before a bot gets it (`should_escape`). */
export function escapeTyped(text: string, world: World, labelled: boolean): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const mark = (sign: string, id: string, name: string): string =>
    labelled ? `<${sign}${id}|${name}>` : `<${sign}${id}>`;
  const people = [...world.people.values(), { id: world.bot, name: 'nakhoda' }];
  return escaped
    .replaceAll(/https?:\/\/[^\s<>|]+/g, (url) => `<${url}>`)
    .replaceAll(hostName, (host) => `<http://${host}|${host}>`)
    .replaceAll(/(?<![\w.])@([\w-]+)/g, (whole, name: string) => {
      const found = people.find((each) => each.name.toLowerCase() === name.toLowerCase());
      return found ? mark('@', found.id, found.name) : whole;
    })
    .replaceAll(/(?<![\w&])#([\w-]+)/g, (whole, name: string) => {
      const found = [...world.channels.values()].find((each) => each.name === name);
      return found ? mark('#', found.id, found.name) : whole;
    });
}
