/* A month as a grid of days, by the keyboard as WAI-ARIA asks of date grids: one day is in the order
 * of the tab key, arrows and paging keys go on from it, Enter or Space chooses. */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useWords } from '../words/words.tsx';
import { addDays, dayAfterKey, monthOf, weeksOf } from './days.ts';

const aSunday = '2026-11-22';
const at = (day: string): Date => new Date(`${day}T00:00:00Z`);
const write = (language: string, day: string, form: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', {
    timeZone: 'UTC',
    ...form,
  }).format(at(day));

export interface DayMark {
  /* What the cell shows below the number of its day. */
  content: ReactNode;
  /* The same in words, after the day's name. */
  spoken: string;
  isHoliday?: boolean;
}
interface MonthGridProps {
  /* 2026-11 */
  month: string;
  today: string;
  chosen: string | null;
  onChoose: (day: string) => void;
  /* The keys led to a day of another month. */
  onMonth: (month: string) => void;
  markOf: (day: string) => DayMark | undefined;
  isBusy: boolean;
}

function Heads({ language }: { language: string }): ReactNode {
  return (
    <thead>
      <tr role="row">
        {[0, 1, 2, 3, 4, 5, 6].map((offset) => {
          const day = addDays(aSunday, offset);
          return (
            <th
              key={day}
              role="columnheader"
              scope="col"
              abbr={write(language, day, { weekday: 'long' })}
            >
              {write(language, day, { weekday: 'short' })}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

export function MonthGrid(props: MonthGridProps): ReactNode {
  const { month, today, chosen, onChoose, onMonth, markOf, isBusy } = props;
  const { t, language } = useWords();
  const [stop, setStop] = useState(chosen ?? today);
  const table = useRef<HTMLTableElement>(null);
  const wantsFocus = useRef(false);
  /* In the order of the tab key stands one day of the month that is shown. */
  const current = monthOf(stop) === month ? stop : monthOf(today) === month ? today : `${month}-01`;
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    table.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [current]);
  const press = (event: KeyboardEvent, day: string): void => {
    if (event.key === 'Enter' || event.key === ' ') onChoose(day);
    else {
      const next = dayAfterKey(day, event.key, event.shiftKey);
      if (next === null) return;
      wantsFocus.current = true;
      setStop(next);
      if (monthOf(next) !== month) onMonth(monthOf(next));
    }
    event.preventDefault();
  };
  const cell = (day: string): ReactNode => {
    const mark = markOf(day);
    const named = write(language, day, {
      year: 'numeric',
      month: 'long',
      day: 'numeric',
      weekday: 'long',
    });
    return (
      <td
        key={day}
        role="gridcell"
        tabIndex={day === current ? 0 : -1}
        aria-selected={day === chosen}
        aria-current={day === today ? 'date' : undefined}
        className={`month-day${mark?.isHoliday ? ' month-holiday' : ''}`}
        onClick={() => {
          setStop(day);
          onChoose(day);
        }}
        onKeyDown={(event) => press(event, day)}
      >
        <span className="hidden">{[named, mark?.spoken].filter(Boolean).join(', ')}</span>
        <span aria-hidden="true">
          <span className="month-number">{Number(day.slice(8))}</span>
          {mark?.content}
        </span>
      </td>
    );
  };
  return (
    <table
      className="month"
      role="grid"
      aria-label={t('calendar.grid', {
        month: write(language, `${month}-01`, { year: 'numeric', month: 'long' }),
      })}
      aria-busy={isBusy}
      ref={table}
    >
      <Heads language={language} />
      <tbody>
        {weeksOf(month).map((week, i) => (
          <tr role="row" key={i}>
            {week.map((day, weekday) =>
              day === null ? (
                <td key={weekday} role="gridcell" className="month-other" />
              ) : (
                cell(day)
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
