/** The API of the tests. `world` is invented anew for each test; change it, or `server.use(…)` for one answer. */
import { setupServer } from 'msw/node';
import { http, HttpResponse, type RequestHandler } from 'msw';
import { makeHandlers } from './handlers';
import { makeWorld, type World } from './world';

export let world: World = makeWorld({ size: 20 });
export const server = setupServer(http.get('*/config.json', () => new HttpResponse(null, { status: 404 })));

let handlers: RequestHandler[] = [];

export function resetWorld(): void {
  world = makeWorld({ size: 20 });
  world.signedIn = true;
  handlers = makeHandlers(world);
  server.resetHandlers(...handlers);
}
