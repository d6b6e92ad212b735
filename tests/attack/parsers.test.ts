import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeBeat, encodeBeat, parseBeat } from '~/modules/attendance/beat';
import { readFileName } from '~/modules/files/file-name';
import { mediaPassKey, signMediaPass, verifyMediaPass } from '~/modules/media/media-pass';
import { playbackTicketKey, signPlaybackTicket, verifyPlaybackTicket } from '~/modules/media/playback-ticket';
import { readCaptions, writeCaptions } from '~/modules/media/webvtt';
import { openSpreadsheet } from '~/modules/org/spreadsheet/open-spreadsheet.server';
import { FileRefused } from '~/modules/org/spreadsheet/refusal';
import { parseGiftBytes } from '~/modules/quizzes/parse-gift';
import { readMultipart } from '~/platform/read-multipart.server';
import { freePort } from '../../bin/lib/ports.mjs';
import { AmfError, decodeAmf, encodeAmf } from '../../worker/ingest/rtmp/amf0';
import { ChunkReader, RtmpError, writeChunks } from '../../worker/ingest/rtmp/chunks';
import { startRtmpServer } from '../../worker/ingest/rtmp/rtmp-server';
import { SAMPLE_BANK } from '../factories/quizzes';
import { HEADER, part, row, SHEET, SHEET_END, workbook, zip } from '../factories/spreadsheets';
import { mutated, mutatedBytes, nastyText, someBytes } from './nasty';
import { count, type Group, LEAST_CASES, runsOf, SIZES, shortfall } from './sizes';

// Bytes from outside, straight into what reads them: a refusal of the declared kind or a value, soon, and never anything else.

const folder = mkdtempSync(path.join(process.env.DIEMCAU_TEST_FOLDER ?? '', 'parsers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Nothing that is read here may keep a process busy for longer; far above what it takes, for a busy machine. */
const MAX_MS = 3_000;

function holds<T>(group: Group, values: fc.Arbitrary<T>, read: (value: T) => void): void {
  const property = fc.property(values, (value) => {
    count(group);
    const started = performance.now();
    read(value);
    expect(performance.now() - started).toBeLessThan(MAX_MS);
  });
  fc.assert(property, { numRuns: runsOf(group) });
}

async function holdsLater<T>(group: Group, values: fc.Arbitrary<T>, read: (value: T) => Promise<void>): Promise<void> {
  const property = fc.asyncProperty(values, async (value) => {
    count(group);
    const started = performance.now();
    await read(value);
    expect(performance.now() - started).toBeLessThan(MAX_MS);
  });
  await fc.assert(property, { numRuns: runsOf(group), timeout: 10_000 });
}

/** Runs `read`; an error must be of the kind that its callers expect. */
function orRefused(read: () => void, ...kinds: (new (...args: never[]) => Error)[]): void {
  try {
    read();
  } catch (error) {
    if (!kinds.some((kind) => error instanceof kind)) throw error;
  }
}

const SECOND = 1_790_000_000;
const ticketKey = playbackTicketKey('a secret of this test alone, of no other');
const passKey = mediaPassKey('another secret of this test alone');
const ticket = {
  sid: 1,
  mid: 2,
  aid: 3,
  src: 'RECORDING',
  len: 90,
  iat: SECOND,
  exp: SECOND + 60,
  pid: 'abc',
} as const;
const goodTicket = signPlaybackTicket(ticket, ticketKey);
const goodPass = signMediaPass({ publicPath: 'a'.repeat(22), accountId: 3, exp: SECOND + 60 }, passKey);
const goodBeat = JSON.stringify({ ticket: goodTicket, seq: 1, ranges: [[0, 5]], rate: 1, visible: true });

test('bodies of beats: what is taken can be written and read again', () => {
  const odd = fc.record(
    {
      ticket: fc.oneof(fc.constant(goodTicket), nastyText),
      seq: fc.oneof(fc.nat(), fc.double(), nastyText),
      ranges: fc.oneof(fc.array(fc.array(fc.oneof(fc.maxSafeInteger(), fc.double()), { maxLength: 3 })), fc.anything()),
      rate: fc.oneof(fc.double(), fc.constant(1)),
      visible: fc.oneof(fc.boolean(), fc.constant(null)),
      position: fc.oneof(fc.maxSafeInteger(), fc.double()),
    },
    { requiredKeys: [] },
  );
  const bodies = fc.oneof(
    mutated(fc.constant(goodBeat)),
    odd.map((value) => JSON.stringify(value)),
    fc.json(),
    nastyText,
  );
  holds('beatBodies', bodies, (body) => {
    const beat = parseBeat(body ?? '');
    if (beat) expect(decodeBeat(encodeBeat(beat, ticket, 2, SECOND * 1000))).not.toBeNull();
  });
});

test('tickets: any change makes them worthless', () => {
  expect(verifyPlaybackTicket(goodTicket, ticketKey, SECOND * 1000).ok).toBe(true);
  holds('tickets', fc.oneof(mutated(fc.constant(goodTicket)), nastyText), (text) => {
    if (text === goodTicket) return;
    const verdict = verifyPlaybackTicket(text, ticketKey, SECOND * 1000);
    // The last character of a signature has two bits that mean nothing.
    if (verdict.ok) expect(text.slice(0, -1)).toBe(goodTicket.slice(0, -1));
  });
});

test('passes: any change makes them worthless, and so does another asset', () => {
  const others = fc.stringMatching(/^[\w-]{22}$/);
  holds('passes', fc.tuple(fc.oneof(mutated(fc.constant(goodPass)), nastyText), others), ([text, other]) => {
    if (other !== 'a'.repeat(22)) expect(verifyMediaPass(goodPass, other, passKey, SECOND * 1000).ok).toBe(false);
    if (text.slice(0, -1) === goodPass.slice(0, -1)) return;
    expect(verifyMediaPass(text, 'a'.repeat(22), passKey, SECOND * 1000).ok).toBe(false);
  });
});

const command = encodeAmf('connect', 1, { app: 'live', tcUrl: 'rtmp://a/live', deep: { list: [1, 'a', null, true] } });

test('AMF0: values, or an error of its own', () => {
  holds('amf', fc.oneof(mutatedBytes(fc.constant(command)), someBytes(200)), (bytes) =>
    orRefused(() => void decodeAmf(bytes), AmfError),
  );
});

test('RTMP chunks: messages, or an error of its own, and what waits stays bounded', () => {
  const good = Buffer.concat(
    [20, 1, 9, 8, 18].map((type, i) =>
      writeChunks({ type, timestamp: i * 40, streamId: 1, body: Buffer.from(command) }, 3 + i, 128),
    ),
  );
  const deliveries = fc.array(fc.oneof(mutatedBytes(fc.constant(good)), someBytes(300)), {
    minLength: 1,
    maxLength: 4,
  });
  holds('chunks', deliveries, (pieces) => {
    const reader = new ChunkReader();
    const sent = pieces.reduce((sum, piece) => sum + piece.length, 0);
    orRefused(() => {
      for (const piece of pieces) {
        reader.push(piece);
        while (reader.next());
        expect(reader.waiting).toBeLessThanOrEqual(sent);
      }
    }, RtmpError);
  });
});

test('RTMP connections: every one is ended, and the server still answers', async () => {
  const port = await freePort();
  const gate = { authorise: async () => null };
  const server = await startRtmpServer({ port, host: '127.0.0.1' }, gate, { idleMs: 150, strangerBytes: 64 * 1024 });
  const hello = Buffer.concat([Buffer.from([3]), Buffer.alloc(3072)]);
  const talk = (bytes: Buffer) =>
    new Promise<number>((resolve) => {
      let answered = 0;
      const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
      socket.on('data', (piece) => {
        answered += piece.length;
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(answered));
    });
  const chunk = writeChunks({ type: 20, timestamp: 0, streamId: 0, body: command }, 3, 128);
  const openings = fc.oneof(
    someBytes(400),
    mutatedBytes(fc.constant(chunk)).map((rest) => Buffer.concat([hello, rest])),
    mutatedBytes(fc.constant(Buffer.concat([hello, chunk]))),
  );
  const all = fc.sample(openings, runsOf('rtmpConnections'));
  await Promise.all(
    all.map(async (bytes) => {
      count('rtmpConnections');
      await talk(bytes);
    }),
  );
  expect(await talk(Buffer.concat([hello, chunk]))).toBeGreaterThan(3000);
  await server.close();
});

test('captions: cues that can be written and read again, or a sentence', () => {
  const good = Buffer.from(
    'WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500 align:left\n<v A>Xin chào</v>\n\nNOTE a\n\n00:03.000 --> 00:04.000\nHai',
  );
  const texts = fc.array(fc.oneof(nastyText, fc.constantFrom('WEBVTT', '00:01.000 --> 00:02.000', '-->', '')), {
    maxLength: 12,
  });
  const files = fc.oneof(
    mutatedBytes(fc.constant(good)),
    texts.map((lines) => Buffer.from(lines.join('\n'))),
    someBytes(200),
  );
  holds('captions', files, (bytes) => {
    const verdict = readCaptions(bytes, 600);
    if (!verdict.ok) return expect(verdict.message).toMatch(/[.!?]$/);
    if (verdict.cues.length > 0) expect(readCaptions(Buffer.from(writeCaptions(verdict.cues)), null).ok).toBe(true);
  });
});

test('question banks: questions or problems with their lines', () => {
  const sample = SAMPLE_BANK.subarray(0, 2_500);
  holds(
    'gift',
    fc.oneof(
      mutatedBytes(fc.constant(sample)),
      someBytes(300),
      nastyText.map((text) => Buffer.from(`${text}{=a ~b}`)),
    ),
    (bytes) => {
      const { questions, problems } = parseGiftBytes(bytes);
      expect(Array.isArray(questions) && Array.isArray(problems)).toBe(true);
    },
  );
});

async function readAll(bytes: Buffer, name: string): Promise<void> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  let open: Awaited<ReturnType<typeof openSpreadsheet>> | undefined;
  try {
    open = await openSpreadsheet(file, name);
    await open.findMark();
    for (const index of open.sheets.keys()) for await (const _ of open.rows(index));
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
  } finally {
    open?.close();
  }
}

test('lists as CSV: rows or a refusal', async () => {
  const good = Buffer.from('Họ và tên;Năm sinh;Mã đơn vị\n"Nguyễn ""A""";1970;X1\nTrần B;1980;X2\n');
  const made = fc.array(fc.array(nastyText, { maxLength: 5 }), { maxLength: 8 });
  const files = fc.oneof(
    mutatedBytes(fc.constant(good)),
    made.map((rows) => Buffer.from(rows.map((cells) => cells.join(';')).join('\n'))),
    made.map((rows) => Buffer.from(`\ufeff${rows.map((cells) => cells.join('\t')).join('\r\n')}`, 'utf16le')),
    someBytes(300),
  );
  await holdsLater('csv', files, (bytes) => readAll(bytes, 'a.csv'));
});

test('lists as Excel workbooks: rows or a refusal, whatever byte or tag is wrong', async () => {
  const sheet = SHEET + HEADER + row('Nguyễn Văn A', '1970', 'X1') + SHEET_END;
  const tag = fc.constantFrom(
    '<row r="-1">',
    '<c r="ZZZZZ9" t="s"><v>99</v></c>',
    '<!DOCTYPE a [<!ENTITY b "c">]>',
    '&b;',
    '</row>',
    '<c t="e">',
    '<v>1e999</v>',
    '<![CDATA[',
    '\0',
  );
  const files = fc.oneof(
    mutatedBytes(fc.constant(workbook(sheet))),
    mutated(fc.constant(sheet), fc.oneof(tag, nastyText)).map((text) => workbook(text)),
    // Inside the packed data, where the checks of the archive do not see it.
    mutatedBytes(fc.constant(deflateRawSync(sheet))).map((packed) =>
      workbook({ name: 'xl/worksheets/sheet1.xml', packed, declared: sheet.length }),
    ),
    fc
      .array(
        nastyText.filter((name) => Buffer.byteLength(name) < 1000),
        { maxLength: 4 },
      )
      .map((names) => zip(names.map((name) => part(Buffer.from(name).toString('latin1').slice(0, 200), '<a/>')))),
    someBytes(200).map((bytes) => Buffer.concat([Buffer.from('PK\x03\x04'), bytes])),
  );
  await holdsLater('workbooks', files, (bytes) => readAll(bytes, 'a.xlsx'));
});

test('forms with files: read or refused, never left hanging', async () => {
  const boundary = 'ranh';
  const good = Buffer.from(
    [`--${boundary}`, 'Content-Disposition: form-data; name="a"', '', 'b', `--${boundary}`]
      .concat([
        'Content-Disposition: form-data; name="tep"; filename="a.xlsx"',
        'Content-Type: text/plain',
        '',
        'dữ liệu',
      ])
      .concat([`--${boundary}--`, ''])
      .join('\r\n'),
  );
  const kinds = fc.oneof(
    { weight: 4, arbitrary: fc.constant(`multipart/form-data; boundary=${boundary}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'multipart/form-data',
        'multipart/form-data; boundary=',
        'multipart/form-data; boundary="',
        'text/plain',
        'multipart/form-data; boundary=--',
      ),
    },
  );
  await holdsLater(
    'multipart',
    fc.tuple(fc.oneof(mutatedBytes(fc.constant(good)), someBytes(300)), kinds),
    async ([bytes, kind]) => {
      const request = new Request('http://a/', {
        method: 'POST',
        body: new Uint8Array(bytes),
        headers: { 'content-type': kind },
      });
      await readMultipart(request, async ({ data }) => {
        let size = 0;
        for await (const piece of data) size += piece.length;
        return String(size);
      }).catch((error: unknown) => expect(error).toBeInstanceOf(Error));
    },
  );
});

test('names of files: one harmless line', () => {
  holds('names', fc.oneof(nastyText, mutated(fc.constant('Danh sách 2026.xlsx'))), (name) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not come through
    expect(readFileName(name, 'tep').name).not.toMatch(/[\u0000-\u001f\u007f/\\]/);
  });
});

test('all cases ran, and there are as many as promised', () => {
  const sum = Object.values(SIZES).reduce((total, size) => total + size, 0);
  expect(sum).toBeGreaterThanOrEqual(LEAST_CASES);
  const here: Group[] = [
    'beatBodies',
    'tickets',
    'passes',
    'amf',
    'chunks',
    'rtmpConnections',
    'captions',
    'gift',
    'csv',
    'workbooks',
    'multipart',
    'names',
  ];
  expect(shortfall(here)).toEqual([]);
});
