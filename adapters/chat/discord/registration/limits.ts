/** The most Discord takes in a command: https://docs.discord.com/developers/interactions/application-commands */
export const commandLimits = {
  name: 32,
  description: 100,
  options: 25,
  choices: 25,
  choice: 100,
  /** Of all names, descriptions and values in one command together. */
  letters: 8000,
};

/** Discord counts in doubles: an option's bounds lie within these. */
export const SAFE = 2 ** 53;
