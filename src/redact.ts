/** Longest first, so that a secret which begins with another one leaves no rest. */
let known: readonly string[] = [];

/** Registers a secret as soon as it is read, so that no text that leaves the bot can hold it. */
export function keepSecret(value: string): string {
  // Shorter ones would blank out ordinary words.
  if (value.length >= 6) {
    const spellings = [
      value,
      JSON.stringify(value).slice(1, -1),
      encodeURIComponent(value.toWellFormed()),
    ];
    known = [...new Set([...known, ...spellings])].sort((a, b) => b.length - a.length);
  }
  return value;
}

/** Password in a URL: `scheme://user:PASSWORD@host`. */
const urlPassword = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+(?=@)/gi;
/** `Authorization` values and the tokens of the platforms we speak to, by their published prefixes. */
const tokens =
  /\b(?:(?:Bearer|Basic)\s+|PVEAPIToken=\S+?=)[\w.+/=-]{8,}|\bxox[abprse]-[\w-]{8,}|\bxapp-[\w-]{8,}|\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}/g;

/** The text with every registered secret and everything that looks like one blanked out. */
export function redact(text: string): string {
  let clean = text;
  for (const secret of known) clean = clean.replaceAll(secret, '•••');
  return clean.replace(urlPassword, '$1•••').replace(tokens, '•••');
}
