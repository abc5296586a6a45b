/** Start: configuration, language, then the application. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadConfig } from '@/config/runtime';
import { startI18n } from '@/lib/i18n';
import '@/styles/index.css';
import { App } from './app';

async function start(): Promise<void> {
  await Promise.all([loadConfig(), startI18n()]);
  const root = document.getElementById('root');
  if (root) createRoot(root).render(<StrictMode><App /></StrictMode>);
}

void start();
