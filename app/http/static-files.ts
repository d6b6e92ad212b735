import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** The browser bundle (hashed names, kept for a year) and public/ (an hour). */
export async function registerStaticFiles(app: FastifyInstance, root: string): Promise<void> {
  const client = path.join(root, 'build', 'client');
  await app.register(fastifyStatic, {
    root: path.join(client, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    wildcard: true,
  });
  await app.register(fastifyStatic, {
    root: client,
    prefix: '/',
    wildcard: false,
    maxAge: '1h',
    globIgnore: ['assets/**', '.vite/**'],
    decorateReply: false,
  });
}
