/* Comes with the half of the page about cases. */
import { cases as en } from './en/case.ts';
import { cases as ko } from './ko/case.ts';
import { addWords } from './words.tsx';

addWords({ ko, en });
