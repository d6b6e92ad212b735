import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderMarkdown } from './render-markdown.server';

describe('a document is rendered safely', () => {
  test.each([
    ['<script>alert(1)</script>', '<script'],
    ['xin <img src=x onerror=alert(1)> chào', '<img'],
    ['<div onclick="x()">\n\nchữ\n\n</div>', '<div'],
    ['[bấm](javascript:alert(1))', 'href'],
    ['[bấm](JaVaScRiPt:alert(1))', 'href'],
    ['[bấm](data:text/html;base64,PHNjcmlwdD4=)', 'href'],
    ['[bấm](//evil.example/x)', 'href'],
    ['![ảnh](https://evil.example/x.png)', '<img'],
    ['<javascript:alert(1)>', 'href'],
    ['[x](https://a.example/"onmouseover="alert(1))', '"onmouseover'],
  ])('%s leaves no %s', (source, forbidden) => expect(renderMarkdown(source)).not.toContain(forbidden));

  test('what is wanted stays', () => {
    const html = renderMarkdown(
      '# Mục\n\n**đậm** và [trang](https://vidu.test/a?b=1&c=2) và [trong](/dot-hoc-tap)\n\n| A | B |\n|---|---|\n| 1 | 2 |',
    );
    expect(html).toContain('<h2>Mục</h2>');
    expect(html).toContain('<strong>đậm</strong>');
    expect(html).toContain('href="https://vidu.test/a?b=1&amp;c=2"');
    expect(html).toContain('href="/dot-hoc-tap"');
    expect(html).toContain('<th scope="col">A</th>');
  });

  test('property: no tag but ours, no handler, no script address comes out of any mixture', () => {
    const parts = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '`',
      '[',
      ']',
      '(',
      ')',
      '!',
      'javascript:',
      'script',
      ' onerror=',
      'x',
      '\n',
      '\n\n',
      '|',
      '---',
      '&lt;',
      '&#60;',
      '/',
      'https://a.b',
      '<b>',
      '<!--',
      '-->',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 40 }), (pieces) => {
        const html = renderMarkdown(pieces.join(''));
        const tags = [...html.matchAll(/<\/?([a-zA-Z!][^\s>/]*)([^>]*)>/g)];
        const known =
          /^(p|a|h[2-6]|hr|em|strong|code|pre|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|div|del|br|input)$/;
        for (const [, name = '', attributes = ''] of tags) {
          expect(name).toMatch(known);
          expect(attributes.replace(/"[^"]*"/g, '""')).not.toMatch(/\bon\w+\s*=/i);
          expect(attributes).not.toMatch(/href="\s*javascript:/i);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
