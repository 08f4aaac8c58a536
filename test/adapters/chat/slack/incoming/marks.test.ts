import { describe, expect, test } from 'vitest';
import { behindMention, unwrapped } from '../../../../../adapters/chat/slack/incoming/marks.ts';

describe('what Slack makes of a typed line', () => {
  test.each([
    ['net ping <http://gw.example.com|gw.example.com>', 'net ping gw.example.com'],
    ['net ping <http://10.0.0.1>', 'net ping http://10.0.0.1'],
    ['access grant <@U1|ann> operator', 'access grant slack:U1 operator'],
    ['board <#C1|ops>', 'board #ops'],
    ['note <mailto:ann@example.com|ann@example.com>', 'note ann@example.com'],
    ['guest run web-1 -- a &amp;&amp; b &lt; c', 'guest run web-1 -- a && b < c'],
    ['say <!channel>', 'say @channel'],
    ['&amp;lt;', '&lt;'],
    ['  vm\u00a0list ', 'vm list'],
  ])('%s is %s', (text, line) => {
    expect(unwrapped(text)).toBe(line);
  });

  test('a mention calls the bot, what stands behind it is the line', () => {
    expect(behindMention('hey <@UBOT>: vm list', 'UBOT')).toBe('vm list');
    expect(behindMention('<@UBOT|nakhoda>', 'UBOT')).toBe('');
    expect(behindMention('<@U2> vm list', 'UBOT')).toBeUndefined();
  });
});
