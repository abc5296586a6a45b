/**
 * Serves the invented data of src/testing from Vite's development server, over real HTTP, so the screens can be looked
 * at without a backend. Part of `vite --mode mock` only.
 */
import type { IncomingMessage } from 'node:http';
import { getResponse } from 'msw';
import type { Plugin } from 'vite';
import { makeHandlers } from '../src/testing/handlers';
import { makeWorld } from '../src/testing/world';

async function toRequest(message: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) if (typeof value === 'string') headers.set(name, value);
  const hasBody = chunks.length > 0 && message.method !== 'GET';
  return new Request(`http://mock.invalid${message.url ?? '/'}`, {
    method: message.method ?? 'GET', headers, ...(hasBody ? { body: Buffer.concat(chunks) } : {}),
  });
}

export function serveInventedData(): Plugin {
  const handlers = makeHandlers(makeWorld());
  return {
    name: 'serve-invented-data',
    configureServer(server) {
      server.middlewares.use((message, answer, next) => {
        if (!message.url?.startsWith('/api/')) {
          next();
          return;
        }
        void (async () => {
          const response = await getResponse(handlers, await toRequest(message));
          if (!response) {
            answer.writeHead(404, { 'Content-Type': 'application/json' }).end(JSON.stringify({ detail: 'Not found.', code: 'not_found' }));
            return;
          }
          answer.writeHead(response.status, Object.fromEntries(response.headers));
          if (response.body) for await (const chunk of response.body) answer.write(chunk);
          answer.end();
        })();
      });
    },
  };
}
