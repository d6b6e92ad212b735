import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { SaxesParser } from 'saxes';
import { FileRefused } from './refusal';

/** Bytes read of bytes there are: what a progress bar is drawn from. */
export interface ReadProgress {
  done: number;
  total: number;
}

export interface XmlHandlers {
  open(name: string, attributes: Record<string, string>): void;
  text(text: string): void;
  close(name: string): void;
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1);

/** A parser that tells local element names; declared entities are never expanded (no entity bombs). */
export function createXmlParser(handlers: XmlHandlers): { write(text: string): void; close(): void } {
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on('opentag', (tag) => handlers.open(localName(tag.name), tag.attributes as Record<string, string>));
  parser.on('text', (text) => handlers.text(text));
  parser.on('cdata', (text) => handlers.text(text));
  parser.on('closetag', (tag) => handlers.close(localName(tag.name)));
  parser.on('error', (cause) => {
    throw new FileRefused('FILE_DAMAGED', { cause });
  });
  return { write: (text) => void parser.write(text), close: () => void parser.close() };
}

/** Feeds a stream of UTF-8 XML; yields after every chunk, so that the caller can hand on what has come together. */
export async function* feedXml(source: Readable, handlers: XmlHandlers, progress?: ReadProgress): AsyncGenerator<void> {
  const parser = createXmlParser(handlers);
  const decoder = new StringDecoder('utf8');
  try {
    for await (const chunk of source) {
      parser.write(decoder.write(chunk as Buffer));
      if (progress) progress.done += (chunk as Buffer).length;
      yield;
    }
    parser.write(decoder.end());
    parser.close();
  } catch (cause) {
    throw cause instanceof FileRefused ? cause : new FileRefused('FILE_DAMAGED', { cause });
  }
  yield;
}
