/* A score sheet as it is written: one text for the autosave, and what it would come to. */
import type { ScoreSheet } from '../api/selection.ts';

export interface SheetDraft {
  answers: { item: string; grade: string }[];
  opinion: string;
}

/* The same content is the same text, whatever the order in which it was filled in. */
export function writeDraft(draft: SheetDraft): string {
  const answers = [...draft.answers]
    .sort((a, b) => (a.item < b.item ? -1 : a.item > b.item ? 1 : 0))
    .map(({ item, grade }) => ({ item, grade }));
  return JSON.stringify({ answers, opinion: draft.opinion });
}

export function readDraft(text: string): SheetDraft {
  return JSON.parse(text) as SheetDraft;
}

export function isComplete(sheet: Pick<ScoreSheet, 'items'>, draft: SheetDraft): boolean {
  return (
    draft.opinion.trim() !== '' &&
    sheet.items.every((item) => draft.answers.some((one) => one.item === item.id))
  );
}

/* For reading only, once every item has a grade; null where the rules give no weights or points. The
 * score that counts is the server's fraction. */
export function sumOf(
  sheet: Pick<ScoreSheet, 'items' | 'grades'>,
  answers: SheetDraft['answers'],
): number | null {
  let sum = 0;
  for (const item of sheet.items) {
    const answer = answers.find((one) => one.item === item.id);
    const points = sheet.grades.find((one) => one.id === answer?.grade)?.points_milli;
    if (item.weight_bp == null || points == null) return null;
    sum += item.weight_bp * points;
  }
  return sum / 10_000 / 1000;
}
