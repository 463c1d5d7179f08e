/* The words of the page in both languages. A key missing from English is a type error; the
 * language is changed without a reload. */
import { createContext, useContext } from 'react';
import type { Language, Named } from '../api/types.ts';
import { en } from './en.ts';
import { ko, type Dictionary, type Key } from './ko.ts';

const dictionaries: Record<Language, Dictionary> = { ko, en };

export type Values = Record<string, string | number>;

export interface Words {
  language: Language;
  t: (key: Key, values?: Values) => string;
  /* The name in the reader's language of something the server names in both. */
  name: (named: Named) => string;
  pick: (korean: string | null | undefined, english: string | null | undefined) => string;
  /* A word for a value the server may extend: the value itself when there is no word yet. */
  label: (prefix: string, value: string) => string;
}

export function makeWords(language: Language): Words {
  const dictionary = dictionaries[language];
  const t = (key: Key, values: Values = {}): string =>
    dictionary[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? `{${name}}`));
  const pick: Words['pick'] = (korean, english) => (language === 'ko' ? korean : english) ?? '';
  return {
    language,
    t,
    pick,
    name: (named) => pick(named.ko, named.en),
    label: (prefix, value) => {
      const key = `${prefix}.${value}`;
      return key in dictionary ? dictionary[key as Key] : value;
    },
  };
}

export const WordsContext = createContext<Words>(makeWords('ko'));
export const useWords = (): Words => useContext(WordsContext);
