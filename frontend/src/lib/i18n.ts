/**
 * English and Spanish from the first screen. Keys are typed against the English catalogue; a test compares both.
 * Text about a patient's state (reasons, alert messages) comes from the server in the language of `Accept-Language`.
 */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './locales/en';
import es from './locales/es';
import { readPreference } from './preferences';

export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

function toLanguage(tag: string): Language {
  return tag.toLowerCase().startsWith('es') ? 'es' : 'en';
}

export function detectLanguage(userLanguage?: string | null): Language {
  const chosen = readPreference('language');
  if (chosen !== 'auto') return chosen;
  return toLanguage(userLanguage ?? navigator.language);
}

/** The locale for Intl: the browser's own region where it speaks the same language, so dates look familiar. */
export function localeOf(language: string): string {
  const match = navigator.languages.find((tag) => tag.toLowerCase().startsWith(`${language}-`));
  return match ?? (language === 'es' ? 'es-US' : 'en-US');
}

export async function changeLanguage(language: Language): Promise<void> {
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { en: { translation: en }, es: { translation: es } },
    lng: detectLanguage(),
    fallbackLng: 'en',
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = i18next.language;
}

export { i18next };
