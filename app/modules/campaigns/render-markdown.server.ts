import { Marked } from 'marked';

/**
 * A document's Markdown as HTML that may be put into a page. Raw HTML in the source is shown as text, never as markup; links go only
 * to web addresses, e-mail and this site; pictures are left out (nothing is fetched from other hosts), their description stays.
 */
export function renderMarkdown(source: string): string {
  return renderer.parse(source, { async: false });
}

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function safeAddress(href: string): string | null {
  if (/^\/(?![/\\])|^#/.test(href)) return href;
  try {
    const url = new URL(href);
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

const renderer = new Marked({ gfm: true, breaks: false });
renderer.use({
  renderer: {
    html: ({ text }) => escapeHtml(text),
    image: ({ text }) => escapeHtml(text),
    // The page's own title is the h1: a document's headings start below it.
    heading({ tokens, depth }) {
      const level = Math.min(6, Math.max(2, depth));
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
    link({ href, tokens }) {
      const inner = this.parser.parseInline(tokens);
      const address = safeAddress(href);
      if (!address) return inner;
      const outside = /^https?:/.test(address) ? ' rel="noopener noreferrer nofollow"' : '';
      return `<a href="${escapeHtml(address)}"${outside}>${inner}</a>`;
    },
    table(token) {
      const row = (cells: typeof token.header, tag: 'th' | 'td') =>
        `<tr>${cells.map((cell) => `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`;
      const body = token.rows.map((cells) => row(cells, 'td')).join('');
      return `<div class="table-scroll" tabindex="0" role="region" aria-label="Bảng"><table><thead>${row(token.header, 'th')}</thead><tbody>${body}</tbody></table></div>\n`;
    },
  },
});
