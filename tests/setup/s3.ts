import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import S3rver from '@20minutes/s3rver';

// A bucket for the tests: s3rver behind a gate of our own. s3rver knows S3's answers, but reckons the signature of some requests otherwise than
// Amazon (a bucket's listing); so it is told not to look at signatures, and the gate checks every one of them (SigV4, with the body's hash).
const KEY_ID = 'S3RVER';
const SECRET = 'khoa bi mat cua kho thu nghiem';
const REGION = 'hanoi-1';

export interface TestBucket {
  /** STORAGE_URL and credentials, as in the environment of a process. */
  env: Record<string, string>;
  /** What is done to the next requests, one each: an answer of this status, or none at all. */
  faults: (number | 'silence')[];
  /** Method and path of each request that was let through. */
  requests: string[];
  close(): Promise<void>;
}

export async function startBucket(folder: string): Promise<TestBucket> {
  const store = new S3rver({
    ...{ address: '127.0.0.1', port: 0, silent: true, directory: folder, allowMismatchedSignatures: true },
    configureBuckets: [{ name: 'kho-thu' }],
  });
  const { port } = await store.run();
  const faults: TestBucket['faults'] = [];
  const requests: string[] = [];
  const gate = createServer((request, response) => void pass(request, response).catch(() => response.destroy()));
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const fault = faults.shift();
    if (fault === 'silence') return;
    const wrong = fault === undefined ? checkSignature(request, body) : null;
    if (fault !== undefined || wrong !== null) {
      const code = wrong === null ? 'SlowDown' : 'SignatureDoesNotMatch';
      response.writeHead(fault ?? 403, { 'content-type': 'application/xml' });
      return void response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${wrong}</Message></Error>`);
    }
    const { method, url = '', headers } = request;
    requests.push(`${method} ${url}`);
    const listing = url.includes('list-type=2');
    const onward = ask({ host: '127.0.0.1', port, method, path: listing ? asOldListing(url) : url, headers });
    onward.on('error', () => response.destroy());
    onward.on('response', (answer) => {
      if (listing) return void sendListing(answer, response).catch(() => response.destroy());
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.end(body);
  };
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const endpoint = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
  return {
    env: {
      STORAGE_URL: `s3://kho-thu/diem-cau?endpoint=${endpoint}&region=${REGION}`,
      ...{ AWS_ACCESS_KEY_ID: KEY_ID, AWS_SECRET_ACCESS_KEY: SECRET },
    },
    ...{ faults, requests },
    async close() {
      gate.closeAllConnections();
      await new Promise((resolve) => gate.close(resolve));
      await store.close();
    },
  };
}

// s3rver enciphers the place where a listing goes on with DES, which today's OpenSSL does not have: the gate asks it for the older kind of
// listing, which goes on behind a named key, and makes the token of that key.
function asOldListing(path: string): string {
  const url = new URL(path, 'http://kho');
  const token = url.searchParams.get('continuation-token');
  for (const name of ['list-type', 'continuation-token']) url.searchParams.delete(name);
  if (token !== null) url.searchParams.set('marker', Buffer.from(token, 'base64url').toString());
  return url.pathname + url.search;
}

async function sendListing(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk;
  const last = /.*<Key>([^<]*)<\/Key>/s.exec(text)?.[1] ?? '';
  const token = Buffer.from(last).toString('base64url');
  const more = `<IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>`;
  response.writeHead(answer.statusCode ?? 500, { 'content-type': 'application/xml' });
  response.end(text.replace('<IsTruncated>true</IsTruncated>', more));
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** AWS Signature Version 4 as its specification says, from what came over the wire; what is wrong, or null. */
function checkSignature(request: IncomingMessage, body: Buffer): string | null {
  const { headers } = request;
  const given =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  if (!given) return 'no signature';
  const [, keyId, day = '', region = '', signed = '', signature] = given;
  const stamp = String(headers['x-amz-date'] ?? '');
  const moment = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
  if (keyId !== KEY_ID || region !== REGION || !stamp.startsWith(day)) return 'another key, region or day';
  if (!(Math.abs(Date.now() - moment) < 15 * 60_000)) return 'another time';
  const names = signed.split(';');
  if (!names.includes('host') || !names.includes('x-amz-date')) return 'host or date is not signed';
  const unsigned = Object.keys(headers).find((name) => name.startsWith('x-amz-') && !names.includes(name));
  if (unsigned) return `${unsigned} is not signed`;
  const payload = String(headers['x-amz-content-sha256'] ?? '');
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== sha256(body)) return 'the body is not what was signed';
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const canonicalQuery = query
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split('='))
    .map(([name = '', value = '']) => `${encode(decodeURIComponent(name))}=${encode(decodeURIComponent(value))}`)
    .sort()
    .join('&');
  const canonicalHeaders = names.map(
    (name) =>
      `${name}:${String(headers[name] ?? '')
        .trim()
        .replace(/ +/g, ' ')}\n`,
  );
  const canonical = [request.method, path, canonicalQuery, canonicalHeaders.join(''), signed, payload].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = hmac(hmac(hmac(hmac(`AWS4${SECRET}`, day), region), 's3'), 'aws4_request');
  const expected = hmac(key, ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n')).toString('hex');
  return expected === signature ? null : 'the signature does not match';
}
