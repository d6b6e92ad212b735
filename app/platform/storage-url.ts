/** Where STORAGE_URL points to. `folder` null: the one in DATA_DIR. */
export type StoragePlace = { kind: 'disk'; folder: string | null } | ({ kind: 's3' } & S3Place);

export interface S3Place {
  bucket: string;
  /** Before every key, without slashes at its ends; may be empty. */
  prefix: string;
  region: string;
  /** Null: Amazon's own. */
  endpoint: string | null;
  /** The bucket in the path (most self-hosted stores) or in the host name. */
  pathStyle: boolean;
}

/**
 * `file:`, `file:FOLDER`, `s3://BUCKET[/PREFIX]?region=…[&endpoint=https://…][&path-style=0|1]`.
 * @throws Error saying in one line what is wrong
 */
export function readStorageUrl(text: string): StoragePlace {
  if (text.startsWith('file:')) return { kind: 'disk', folder: text.slice('file:'.length) || null };
  if (!text.startsWith('s3:')) throw new Error(`${text.split(':')[0]} is not a known kind of storage`);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.hostname)) throw new Error('has no bucket: s3://BUCKET?…');
  if (url.username || url.password)
    throw new Error('holds credentials: they belong into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  const known = new Set(['region', 'endpoint', 'path-style']);
  const strange = [...url.searchParams.keys()].find((name) => !known.has(name));
  if (strange) throw new Error(`does not know ${strange}: there are ${[...known].join(', ')}`);
  const endpoint = url.searchParams.get('endpoint');
  if (endpoint !== null && !(URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)))
    throw new Error('endpoint is no http(s) address');
  const region = url.searchParams.get('region') ?? (endpoint === null ? '' : 'us-east-1');
  if (!/^[a-z0-9-]+$/.test(region)) throw new Error('has no region: s3://BUCKET?region=…');
  const style = url.searchParams.get('path-style') ?? (endpoint === null ? '0' : '1');
  if (style !== '0' && style !== '1') throw new Error('path-style is 0 or 1');
  const prefix = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, '');
  return { kind: 's3', bucket: url.hostname, prefix, region, endpoint, pathStyle: style === '1' };
}
