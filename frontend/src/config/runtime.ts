/**
 * Where this page finds its server, read once at start from `/config.json`, so one build runs on every host.
 *
 * `loadConfig` never fails: without the file (development, static preview) the page talks to its own origin.
 */
export interface RuntimeConfig {
  /** Origin of the API without a path; empty means this page's own origin. */
  api_base_url: string;
  /** Address of the event stream; it may be another process on another port. */
  stream_url: string;
  /** Release the server says it is; shown in the foot of the menu. */
  release: string;
}

export const DEFAULT_CONFIG: RuntimeConfig = {
  api_base_url: '',
  stream_url: '/api/v1/stream/',
  release: 'development',
};

let current: RuntimeConfig = DEFAULT_CONFIG;

export function getConfig(): RuntimeConfig {
  return current;
}

function readText(source: Record<string, unknown>, key: string): string | null {
  const value = source[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The address may be given with or without the version's path; the client's paths carry it. */
function originOf(address: string): string {
  return address.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
}

export function parseConfig(raw: unknown): RuntimeConfig {
  const source = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
  return {
    api_base_url: originOf(readText(source, 'api_base_url') ?? ''),
    stream_url: readText(source, 'stream_url') ?? DEFAULT_CONFIG.stream_url,
    release: readText(source, 'release_id') ?? readText(source, 'release') ?? DEFAULT_CONFIG.release,
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
