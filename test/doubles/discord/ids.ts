/** The first second of 2015, from which Discord counts: docs.discord.com/developers/reference#snowflakes */
const epoch = 1_420_070_400_000n;

/** Ids as Discord makes them: they grow, and their time can be read from them. */
export function createIds(): () => string {
  let last = 0n;
  return () => {
    const now = (BigInt(Date.now()) - epoch) << 22n;
    last = now > last ? now : last + 1n;
    return String(last);
  };
}
