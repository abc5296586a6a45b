/** The paths the client knows: the generated ones, and those the server is about to describe. */
import type { paths as generated } from './schema';

interface Operation {
  parameters: { query?: Record<string, unknown>; path?: Record<string, string | number>; header?: never; cookie?: never };
  requestBody?: { content: { 'application/json': unknown } };
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': unknown } } };
}
interface Item {
  parameters: object;
  get: Operation;
  post: Operation;
}
type Coming =
  | '/api/v1/patients/{patient_id}/summary/' | '/api/v1/patients/{patient_id}/series/' | '/api/v1/patients/{patient_id}/reviews/' | '/api/v1/patients/{patient_id}/interactions/'
  | '/api/v1/patients/{patient_id}/decisions/' | '/api/v1/patients/import/' | '/api/v1/observations/{observation_id}/' | '/api/v1/observations/{observation_id}/correct/'
  | '/api/v1/deliveries/' | '/api/v1/deliveries/stats/' | '/api/v1/deliveries/{delivery_id}/' | '/api/v1/deliveries/{delivery_id}/replay/' | '/api/v1/deliveries/{delivery_id}/resolve/';

export type paths = generated & Record<Exclude<Coming, keyof generated>, Item>;
