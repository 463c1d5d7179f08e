/* Comes with the half of the page about lines. */
import { line as en } from './en/line.ts';
import { line as ko } from './ko/line.ts';
import { addWords } from './words.tsx';

addWords({ ko, en });
