import { expect, test } from 'vitest';
import { browserName } from '../browser-name';
import { formatPhone } from '../phone';

test('a North American number is read as people write it, any other stays as it is', () => {
  expect(formatPhone('+12125550183')).toBe('(212) 555-0183');
  expect(formatPhone('+442079460000')).toBe('+442079460000');
  expect(formatPhone('')).toBe('');
});

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36', 'Chrome, Linux'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0', 'Edge, Windows'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', 'Safari, macOS'],
  ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'Firefox, Android'],
  ['python-httpx/0.28', 'python-httpx/0.28'],
])('%s', (agent, name) => expect(browserName(agent)).toBe(name));
