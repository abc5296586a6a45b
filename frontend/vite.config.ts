/**
 * Build, development server and unit tests.
 * The page ships no inline script or style and no data: URL asset, so a Content-Security-Policy of 'self' is enough.
 * `--mode mock` serves invented data (src/testing) from the development server; it never enters a build.
 */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const backend = process.env.VANTREXIA_BACKEND ?? 'http://127.0.0.1:8000';

export default defineConfig(async ({ mode }): Promise<ViteUserConfig> => ({
  plugins: [react(), mode === 'mock' && (await import('./mock/plugin')).serveInventedData()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    sourcemap: false,
    target: 'es2022',
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    proxy: mode === 'mock' ? {} : { '/api': { target: backend }, '/config.json': { target: backend } },
  },
  preview: { host: '127.0.0.1' },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/testing/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    css: false,
    restoreMocks: true,
    testTimeout: 40_000,
    maxWorkers: 2,
  },
}));
