/** Every test: matchers, language, an API over the invented world, and what jsdom lacks. */
import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { clearToken } from '@/api/session/token';
import { toast } from '@/components/ui/toast';
import { startI18n, changeLanguage } from '@/lib/i18n';
import { resetWorld, server } from './server';

configure({ asyncUtilTimeout: 10_000 });

class ResizeObserverStub {
  observe() { /* jsdom lays nothing out */ }
  unobserve() { /* jsdom lays nothing out */ }
  disconnect() { /* jsdom lays nothing out */ }
}
globalThis.ResizeObserver = ResizeObserverStub;
Element.prototype.scrollIntoView = () => undefined;
window.scrollTo = () => undefined;

beforeAll(async () => {
  server.listen({ onUnhandledRequest: 'error' });
  await startI18n();
});
beforeEach(async () => {
  resetWorld();
  localStorage.clear();
  await changeLanguage('en');
});
afterEach(() => {
  cleanup();
  toast.clear();
  server.resetHandlers();
  clearToken({ tell: false });
});
afterAll(() => server.close());
