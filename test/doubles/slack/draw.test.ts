import { expect, test } from 'vitest';
import { readMarks } from './marks.ts';

const eyes = {
  zone: 'Europe/Berlin',
  person: (id: string) => (id === 'U1' ? 'Ann' : id),
  channel: () => 'ops',
};
const drawn = (text: string): string =>
  readMarks(text, eyes)
    .map((span) => span.text)
    .join('');

test.each([
  ['*bold* and _italic_ and ~gone~', 'bold and italic and gone'],
  ['`code *stays*`', 'code *stays*'],
  ['```\npre <b>\n```', 'pre <b>\n'],
  ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
  ['&lt;!channel&gt; &amp;amp;', '<!channel> &amp;'],
  ['<@U1> in <#C1>', '@Ann in #ops'],
  ['<https://pve.example:8006|web-1>', 'web-1'],
  ['at <!date^1768519805^{date_num} {time_secs}|then>', 'at 2026-01-16 00:30:05 GMT+1'],
  ['*<@U1> asked*', '@Ann asked'],
])('%s is drawn as %s', (source, seen) => {
  expect(drawn(source)).toBe(seen);
});

test.each([
  ['<!channel>', 'channel'],
  ['<@U1|x>', 'U1'],
  ['<!subteam^S1|@team>', 'S1'],
  ['&lt;!here&gt;', undefined],
  ['`<!channel>`', undefined],
])('%s calls %s', (source, called) => {
  expect(readMarks(source, eyes).find(({ calls }) => calls !== undefined)?.calls).toBe(called);
});

test('an address that is only written becomes a link, as Slack makes one of it', () => {
  expect(readMarks('see https://evil.example/x now', eyes)[1]).toMatchObject({
    link: 'https://evil.example/x',
  });
});
