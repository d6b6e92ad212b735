import { Marked } from 'marked';

/** Paragraphs of a document that can be named by number: the ones that stand by themselves, in order, as the reading page counts them. */
export function countParagraphs(markdown: string): number {
  return new Marked({ gfm: true }).lexer(markdown).filter((token) => token.type === 'paragraph').length;
}
