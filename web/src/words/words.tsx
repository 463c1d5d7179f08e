/* The words of the page in both languages. A key missing from English is a type error; the
 * language is changed without a reload. The heavier halves of the page bring their own words. */
import { createContext, useContext } from 'react';
import type { Language, Named } from '../api/types.ts';
import { first as en } from './en/first.ts';
import type { Key } from './key.ts';
import { first as ko } from './ko/first.ts';

type Dictionary = Partial<Record<Key, string>>;
const dictionaries: Record<Language, Dictionary> = { ko: { ...ko }, en: { ...en } };

export function addWords(more: Record<Language, Dictionary>): void {
  Object.assign(dictionaries.ko, more.ko);
  Object.assign(dictionaries.en, more.en);
}

export type Values = Record<string, string | number>;

export interface Words {
  language: Language;
  t: (key: Key, values?: Values) => string;
  /* The name in the reader's language of something the server names in both. */
  name: (named: Named) => string;
  pick: (korean: string | null | undefined, english: string | null | undefined) => string;
  /* A legal basis; in Korean where the rules have no English of it. */
  basis: (one: { basis?: string | null; basis_en?: string | null }) => string;
  /* The same of an article of the rules. */
  article: (one: { article?: string | null; article_en?: string | null }) => string;
  /* A word for a value the server may extend: the value itself when there is no word yet. */
  label: (prefix: string, value: string) => string;
}

export function makeWords(language: Language): Words {
  const dictionary = dictionaries[language];
  const t = (key: Key, values: Values = {}): string =>
    (dictionary[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) =>
      String(values[name] ?? `{${name}}`),
    );
  const pick: Words['pick'] = (korean, english) => (language === 'ko' ? korean : english) ?? '';
  return {
    language,
    t,
    pick,
    name: (named) => pick(named.ko, named.en),
    basis: (one) => pick(one.basis, one.basis_en || one.basis),
    article: (one) => pick(one.article, one.article_en || one.article),
    label: (prefix, value) => {
      const key = `${prefix}.${value}`;
      return dictionary[key as Key] ?? value;
    },
  };
}

export const WordsContext = createContext<Words>(makeWords('ko'));
export const useWords = (): Words => useContext(WordsContext);
