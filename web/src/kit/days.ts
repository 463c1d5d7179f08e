/* Days of Korea as the server writes them (2026-11-25), and the weeks of a month. Arithmetic is done
 * at midnight UTC: no clock changes there. */
const zone = 9 * 3600_000;
const dayLength = 86_400_000;

const numberOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) / dayLength;
const dayFrom = (number: number): string => new Date(number * dayLength).toISOString().slice(0, 10);

/* The day in Korea of a moment. */
export const dayOf = (moment: Date): string =>
  new Date(moment.getTime() + zone).toISOString().slice(0, 10);
export const addDays = (day: string, count: number): string => dayFrom(numberOf(day) + count);
/* 0 Sunday .. 6 Saturday */
export const weekdayOf = (day: string): number => (numberOf(day) + 4) % 7;
export const monthOf = (day: string): string => day.slice(0, 7);

export function lastDayOf(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}

/* The same day some months later, or the last day of that month where it has none. */
export function addMonths(day: string, count: number): string {
  const [year = 0, number = 1] = day.split('-').map(Number);
  const month = new Date(Date.UTC(year, number - 1 + count, 1)).toISOString().slice(0, 7);
  const last = lastDayOf(month);
  const same = `${month}-${day.slice(8)}`;
  return same < last ? same : last;
}

/* Rows from Sunday to Saturday; null where the day is another month's. */
export function weeksOf(month: string): (string | null)[][] {
  const first = `${month}-01`;
  const last = lastDayOf(month);
  const weeks: (string | null)[][] = [];
  for (let start = addDays(first, -weekdayOf(first)); start <= last; start = addDays(start, 7))
    weeks.push(
      [0, 1, 2, 3, 4, 5, 6]
        .map((offset) => addDays(start, offset))
        .map((day) => (monthOf(day) === month ? day : null)),
    );
  return weeks;
}

/* Where a key of the grid of a month leads (WAI-ARIA, date grids); null: nowhere. */
export function dayAfterKey(day: string, key: string, withShift: boolean): string | null {
  const steps: Record<string, () => string> = {
    ArrowLeft: () => addDays(day, -1),
    ArrowRight: () => addDays(day, 1),
    ArrowUp: () => addDays(day, -7),
    ArrowDown: () => addDays(day, 7),
    Home: () => addDays(day, -weekdayOf(day)),
    End: () => addDays(day, 6 - weekdayOf(day)),
    PageUp: () => addMonths(day, withShift ? -12 : -1),
    PageDown: () => addMonths(day, withShift ? 12 : 1),
  };
  return steps[key]?.() ?? null;
}
