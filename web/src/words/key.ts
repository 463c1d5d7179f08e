/* The names of the words: what Korean has, every other language must have. */
import type { cases } from './ko/case.ts';
import type { first } from './ko/first.ts';
import type { line } from './ko/line.ts';

export type Key = keyof typeof first | keyof typeof line | keyof typeof cases;
