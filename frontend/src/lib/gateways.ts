/** Gateways as their makers write them; one this list does not know is shown by its key. */
const NAMES: Record<string, string> = { mioconnect: 'MioConnect', tenovi: 'Tenovi', telli: 'Telli Health', validic: 'Validic', fhir: 'FHIR R4' };

export function gatewayName(key: string): string {
  return NAMES[key] ?? key;
}
