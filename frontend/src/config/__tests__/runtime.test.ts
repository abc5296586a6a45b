import { http, HttpResponse } from 'msw';
import { expect, it } from 'vitest';
import { server } from '@/testing/server';
import { DEFAULT_CONFIG, getConfig, loadConfig, parseConfig } from '../runtime';

it('takes what the server says, with or without the version’s path', () => {
  expect(parseConfig({ api_base_url: 'https://api.example.org/api/v1/', stream_url: 'https://s.example.org/api/v1/stream/', release_id: 'r7' })).toEqual({
    api_base_url: 'https://api.example.org', stream_url: 'https://s.example.org/api/v1/stream/', release: 'r7',
  });
  expect(parseConfig({ api_base_url: '/api/v1', release: 'r8' })).toEqual({ ...DEFAULT_CONFIG, release: 'r8' });
});

it('works on its own origin when there is no file, or a page comes instead of one', async () => {
  server.use(http.get('*/config.json', () => new HttpResponse('<!doctype html>', { headers: { 'Content-Type': 'text/html' } })));
  await loadConfig();
  expect(getConfig()).toEqual(DEFAULT_CONFIG);
  expect(parseConfig(null)).toEqual(DEFAULT_CONFIG);
});
