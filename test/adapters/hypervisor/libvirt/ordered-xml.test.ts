import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addAttributes,
  attributeOf,
  elementsAt,
  made,
  rewritten,
  setText,
  written,
} from '../../../../adapters/hypervisor/libvirt/ordered-xml.ts';

const nothing = () => {};

describe('XML that is changed in some places', () => {
  it.each([
    '<d a="1" b="&quot;x&quot; &amp; it\'s"><n>a &lt;b&gt; &amp;amp; &#13;</n>\n  <e/></d>',
    '<d xmlns:q="http://x"><q:commandline><q:arg value="-x"/></q:commandline></d>',
    '<d><metadata><a><![CDATA[1 < 2 & "3"]]></a><!-- who & <why> --></metadata></d>',
  ])('is the same to the letter where nothing is: %s', (text) => {
    expect(rewritten(text, 'd', nothing)).toBe(text);
  });

  it('without its root is refused', () => {
    expect(() => rewritten('nothing', 'domain', nothing)).toThrow('XML of a domain');
  });

  it('takes any text as a value, and gives it back as it was', () => {
    const legal = fc
      .string({ unit: 'binary' })
      .filter((text) => !/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text));
    fc.assert(
      fc.property(legal, (value) => {
        const text = written([made('d', { value })]);
        const [element] = elementsAt(text, 'd');
        expect(attributeOf(element, 'value')).toBe(value);
        // And once more, through an element that was read.
        if (element) addAttributes(element, { other: value });
        expect(attributeOf(elementsAt(written([element ?? expect.fail()]), 'd')[0], 'other')).toBe(
          value,
        );
      }),
    );
  });

  it('takes no text for markup', () => {
    const text = rewritten('<d><name>a</name></d>', 'd', (parts) =>
      setText(parts, 'name', '</name><evil a="1">&x;'),
    );
    expect(elementsAt(text, 'd', 'evil')).toEqual([]);
    expect(text).toBe('<d><name>&#60;/name&#62;&#60;evil a=&#34;1&#34;&#62;&#38;x;</name></d>');
  });
});
