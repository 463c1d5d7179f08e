/* A fact of a firm between the form and the wire: a flag is 0 or 1, a number whole, a word one of
 * the rules' list. */

export interface FactForm {
  kind: 'flag' | 'number' | 'word';
  /* Words allowed, blanks between. */
  choices: string;
}

export function readFact(fact: FactForm, text: string): { number: number } | { word: string } | null {
  const typed = text.trim();
  if (fact.kind === 'word') return fact.choices.split(' ').includes(typed) ? { word: typed } : null;
  const plain = typed.replace(/,/g, '');
  if (!/^\d{1,15}$/.test(plain)) return null;
  const number = Number(plain);
  return fact.kind === 'flag' && number > 1 ? null : { number };
}

export function factValue(
  fact: FactForm & { known?: boolean; number?: number | null; word?: string | null },
): string {
  if (fact.known === false) return '';
  return fact.kind === 'word' ? (fact.word ?? '') : String(fact.number ?? '');
}
