/**
 * Where this page finds its server, read once at start from `/config.json`, so one build runs on every host.
 *
 * `loadConfig` never fails: without the file (development, static preview) the page talks to its own origin.
 */
export interface RuntimeConfig {
  /** Origin of the API without a trailing slash; empty means this page's own origin. */
  api_base_url: string;
  /** Address of the event stream; it may be another process on another port. */
  stream_url: string;
  /** Release the server says it is; shown in the foot of the menu. */
  release_id: string;
}

export const DEFAULT_CONFIG: RuntimeConfig = {
  api_base_url: '',
  stream_url: '/api/v1/stream/',
  release_id: 'development',
};

let current: RuntimeConfig = DEFAULT_CONFIG;

export function getConfig(): RuntimeConfig {
  return current;
}

function readText(source: Record<string, unknown>, key: keyof RuntimeConfig): string {
  const value = source[key];
  return typeof value === 'string' && (value !== '' || key === 'api_base_url') ? value : DEFAULT_CONFIG[key];
}

export function parseConfig(raw: unknown): RuntimeConfig {
  const source = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
  return {
    api_base_url: readText(source, 'api_base_url').replace(/\/+$/, ''),
    stream_url: readText(source, 'stream_url'),
    release_id: readText(source, 'release_id'),
  };
}

export async function loadConfig(): Promise<RuntimeConfig> {
  try {
    const response = await fetch('/config.json', { cache: 'no-store', headers: { Accept: 'application/json' } });
    if (response.ok) current = parseConfig(await response.json());
  } catch {
    // No file, or the SPA's fallback page came instead of JSON: the defaults work on one origin.
    current = DEFAULT_CONFIG;
  }
  return current;
}
