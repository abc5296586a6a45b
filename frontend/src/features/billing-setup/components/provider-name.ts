/** A provider as a list names it: family name first, as everywhere. */
import type { Provider } from '../api/setup';

export function nameOfProvider(provider: Provider): string {
  return provider.first_name ? `${provider.name}, ${provider.first_name}` : provider.name;
}
