import { describe, expect, it } from 'vitest';
import { factValue, readFact, type FactForm } from './fact-value.ts';

const flag: FactForm = { kind: 'flag', choices: '' };
const number: FactForm = { kind: 'number', choices: '' };
const word: FactForm = { kind: 'word', choices: 'small medium' };

describe('a fact of a firm', () => {
  it('is a flag of nought or one, a whole number, or a word of the list, and nothing else', () => {
    expect(readFact(flag, '1')).toEqual({ number: 1 });
    expect(readFact(flag, '2')).toBeNull();
    expect(readFact(number, ' 1,250 ')).toEqual({ number: 1250 });
    for (const wrong of ['', '-1', '1.5', 'ten', '1234567890123456'])
      expect(readFact(number, wrong)).toBeNull();
    expect(readFact(word, 'medium')).toEqual({ word: 'medium' });
    expect(readFact(word, 'large')).toBeNull();
    expect(readFact(word, '')).toBeNull();
  });

  it('comes back into the form as it was told, and empty while nobody told it', () => {
    expect(factValue({ ...flag, known: true, number: 0 })).toBe('0');
    expect(factValue({ ...word, known: true, word: 'small' })).toBe('small');
    expect(factValue({ ...number, known: false, number: 0 })).toBe('');
  });
});
