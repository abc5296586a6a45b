/** The paths the client knows. */
interface Operation {
  parameters: { query?: Record<string, unknown>; path?: Record<string, string | number>; header?: never; cookie?: never };
  requestBody?: { content: { 'application/json': unknown } };
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': unknown } } };
}

export type paths = Record<
  string,
  { get: Operation; post: Operation; put: Operation; patch: Operation; delete: Operation; parameters: object }
>;
