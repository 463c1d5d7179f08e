/* What a reader chose for this browser: language and colours. The account's language wins after
 * sign-in. */
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createContext, useContext } from 'react';
import { setWireLanguage } from '../api/client.ts';
import type { Language } from '../api/types.ts';
import { makeWords, WordsContext } from '../words/words.tsx';

export type Theme = 'system' | 'light' | 'dark';

interface Preferences {
  language: Language;
  setLanguage: (language: Language) => void;
  theme: Theme;
  setTheme: (theme: Theme) => void;
}

const languages: readonly Language[] = ['ko', 'en'];
const themes: readonly Theme[] = ['system', 'light', 'dark'];

function stored<T extends string>(key: string, allowed: readonly T[], fallback: T): T {
  try {
    const value = window.localStorage.getItem(key) as T | null;
    return value !== null && allowed.includes(value) ? value : fallback;
  } catch {
    return fallback;
  }
}
function store(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value);
  } catch {
    /* A browser that keeps nothing forgets the choice; the page still works. */
  }
}

const PreferencesContext = createContext<Preferences | null>(null);

export function usePreferences(): Preferences {
  const preferences = useContext(PreferencesContext);
  if (!preferences) throw new Error('usePreferences outside of PreferencesProvider');
  return preferences;
}

export function PreferencesProvider({ children }: { children: ReactNode }): ReactNode {
  const browser: Language = navigator.language.startsWith('en') ? 'en' : 'ko';
  const [language, setLanguage] = useState<Language>(() =>
    stored('dure.language', languages, browser),
  );
  const [theme, setTheme] = useState<Theme>(() => stored('dure.theme', themes, 'system'));
  setWireLanguage(language);

  useEffect(() => {
    document.documentElement.lang = language;
    store('dure.language', language);
  }, [language]);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    store('dure.theme', theme);
  }, [theme]);

  const words = useMemo(() => makeWords(language), [language]);
  const value = useMemo(() => ({ language, setLanguage, theme, setTheme }), [language, theme]);
  return (
    <PreferencesContext value={value}>
      <WordsContext value={words}>
        <I18nProvider locale={language === 'ko' ? 'ko-KR' : 'en-US'}>{children}</I18nProvider>
      </WordsContext>
    </PreferencesContext>
  );
}
