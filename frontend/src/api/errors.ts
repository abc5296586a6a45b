/**
 * What can go wrong with a request, in one shape: the server's `{detail, code, …}`, or `network` when nothing answered.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** Messages per field of a 400 answer; empty otherwise. */
  readonly fields: Record<string, string[]>;
  /** Everything else the answer carried, for example `locked_until`. */
  readonly data: Record<string, unknown>;
  readonly retryAfterSeconds: number | null;

  constructor(init: { status: number; code: string; detail: string; data?: Record<string, unknown>; retryAfter?: string | null }) {
    super(init.detail);
    this.name = 'ApiError';
    this.status = init.status;
    this.code = init.code;
    this.data = init.data ?? {};
    this.fields = readFields(this.data.fields);
    const seconds = Number(init.retryAfter);
    this.retryAfterSeconds = init.retryAfter && Number.isFinite(seconds) ? seconds : null;
  }

  get isForbidden(): boolean {
    return this.status === 403;
  }

  get isNetwork(): boolean {
    return this.status === 0;
  }
}

/** Nested objects become dotted names: `{address: {zip: […]}}` is `address.zip`. */
function readFields(raw: unknown, prefix = ''): Record<string, string[]> {
  if (typeof raw !== 'object' || raw === null) return {};
  const found: Record<string, string[]> = {};
  for (const [name, messages] of Object.entries(raw as Record<string, unknown>)) {
    if (Array.isArray(messages)) found[prefix + name] = messages.map((message) => (typeof message === 'string' ? message : JSON.stringify(message)));
    else if (typeof messages === 'object') Object.assign(found, readFields(messages, `${prefix}${name}.`));
    else if (typeof messages === 'string') found[prefix + name] = [messages];
  }
  return found;
}

export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new ApiError({ status: 0, code: 'network', detail });
}

/** The error an answer means. A body that is no JSON object (a proxy's page) keeps its status and loses its text. */
export function errorOf(response: Response, body: unknown): ApiError {
  const data = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return new ApiError({
    status: response.status,
    code: typeof data.code === 'string' ? data.code : `http_${response.status}`,
    detail: typeof data.detail === 'string' ? data.detail : response.statusText,
    data,
    retryAfter: response.headers.get('Retry-After'),
  });
}
