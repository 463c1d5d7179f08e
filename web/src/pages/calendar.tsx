/* Deadlines by days: a month as a grid, a chosen day's beside it; a phone shows the list alone. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, done, taken } from '../api/client.ts';
import type { CalendarDay, Holiday, Task, Tasks } from '../api/casework.ts';
import type { Items } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { addMonths, dayOf, lastDayOf, monthOf } from '../kit/days.ts';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, TextField } from '../kit/field.tsx';
import { formatDay } from '../kit/format.ts';
import { MonthGrid, type DayMark } from '../kit/month-grid.tsx';
import { PAGE, PagedAnswer } from '../kit/pages.tsx';
import { Badge, Card } from '../kit/show.tsx';
import { Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import '../styles/calendar.css';
import { useWords } from '../words/words.tsx';

const dueDay = (task: Task): string => (task.due_at ? dayOf(new Date(task.due_at)) : '');

/* The tasks of some days, as many pages of them as were asked for. */
function useDeadlines(from: string, until: string) {
  return useInfiniteQuery({
    queryKey: ['calendar', from, until],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      taken<Tasks>(
        api.GET('/api/calendar', {
          params: {
            query: { from, until, most: PAGE, ...(pageParam > 0 && { after: pageParam }) },
          },
          signal,
        }),
      ),
    getNextPageParam: ({ items }) => (items.length < PAGE ? null : (items.at(-1)?.id ?? null)),
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
}

function DayList({ tasks }: { tasks: readonly Task[] }): ReactNode {
  const { t, name, pick, language } = useWords();
  const days = [...new Set(tasks.map(dueDay))].sort();
  const wordsOf = (task: Task): (string | null | undefined)[] => [
    pick(task.machine_ko, task.machine_en),
    task.number,
    task.adopter,
    task.organisation,
    task.post,
  ];
  if (days.length === 0) return <Empty title={t('calendar.none')} />;
  return days.map((day) => (
    <section key={day} className="deadlines" aria-label={formatDay(day, language)}>
      <h3>{formatDay(day, language)}</h3>
      <ul className="lines">
        {tasks
          .filter((task) => dueDay(task) === day)
          .map((task) => (
            <li key={task.id}>
              <Link to={`/matters/${task.matter_id}`}>{name(task)}</Link>{' '}
              {task.overdue && <Badge tone="danger">{t('tasks.overdue')}</Badge>}
              <span className="field-note deadline-more">
                {[...new Set(wordsOf(task))].filter(Boolean).join(' · ')}
              </span>
            </li>
          ))}
      </ul>
    </section>
  ));
}

/* What a cell of the grid says of its day, and how it is said aloud. */
function useMarks(month: string): {
  markOf: (day: string) => DayMark | undefined;
  total: number;
  error: unknown;
  isBusy: boolean;
} {
  const { t } = useWords();
  const query = { from: `${month}-01`, until: lastDayOf(month) };
  const counts = useQuery({
    queryKey: ['calendar-days', month],
    queryFn: ({ signal }) =>
      taken<Items<CalendarDay>>(
        api.GET('/api/calendar/days', { params: { query }, signal }),
      ),
  });
  const holidays = useQuery({
    queryKey: ['holidays', month],
    queryFn: ({ signal }) =>
      taken<Items<Holiday>>(api.GET('/api/holidays', { params: { query }, signal })),
  });
  const markOf = (day: string): DayMark | undefined => {
    const count = counts.data?.items.find((one) => one.day === day);
    const holiday = holidays.data?.items.find((one) => one.day === day);
    if (!count && !holiday) return undefined;
    const spoken = [
      holiday?.name,
      count && t('calendar.count', { count: count.open }),
      count && count.overdue > 0 && t('calendar.overdue', { count: count.overdue }),
    ];
    return {
      isHoliday: holiday !== undefined,
      spoken: spoken.filter(Boolean).join(', '),
      content: (
        <>
          {holiday && <span className="month-note">{holiday.name}</span>}
          {count && (
            <span className={`month-count${count.overdue > 0 ? ' month-late' : ''}`}>
              {t('calendar.count', { count: count.open })}
            </span>
          )}
          {count && count.overdue > 0 && (
            <span className="month-note">{t('calendar.overdue', { count: count.overdue })}</span>
          )}
        </>
      ),
    };
  };
  const total = (counts.data?.items ?? []).reduce((sum, one) => sum + one.open, 0);
  const isBusy = counts.isLoading || holidays.isLoading;
  return { markOf, total, error: counts.error ?? holidays.error, isBusy };
}

/* A term never ends on a holiday: the operating body says which days those are. */
function AddHoliday({ chosen }: { chosen: string | null }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [day, setDay] = useState('');
  const [name, setName] = useState('');
  const when = day || (chosen ?? '');
  const add = useMutation({
    mutationFn: () => done(api.POST('/api/holidays', { body: { day: when, name: name.trim() } })),
    onSuccess: () => {
      setDay('');
      setName('');
      void client.invalidateQueries({ queryKey: ['holidays'] });
    },
  });
  const { beside, rest } = useFieldErrors(add.error, ['day', 'name']);
  return (
    <Card title={t('calendar.holiday')}>
      <p>{t('calendar.holiday.why')}</p>
      <Form onSubmit={() => when && name.trim() && add.mutate()}>
        <TextField
          label={t('calendar.holiday.day')}
          type="date"
          value={when}
          onChange={setDay}
          error={beside.day ?? null}
        />
        <TextField
          label={t('calendar.holiday.name')}
          value={name}
          onChange={setName}
          maxLength={80}
          error={beside.name ?? null}
        />
        {rest !== null && <ProblemNotice error={rest} />}
        {add.isSuccess && <Notice kind="ok" title={t('calendar.holiday.done')} />}
        <Button type="submit" isDisabled={!when || !name.trim()} isPending={add.isPending}>
          {t('calendar.holiday.go')}
        </Button>
      </Form>
    </Card>
  );
}

export function CalendarPage(): ReactNode {
  const { t, language } = useWords();
  const { role } = useSession();
  const today = dayOf(new Date());
  const [month, setMonth] = useState(monthOf(today));
  const [chosen, setChosen] = useState<string | null>(null);
  const marks = useMarks(month);
  const list = useDeadlines(chosen ?? `${month}-01`, chosen ?? lastDayOf(month));
  const turn = (to: string): void => {
    setMonth(to);
    setChosen(null);
  };
  const named = new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'long',
  }).format(new Date(`${month}-01T00:00:00Z`));
  return (
    <>
      <div className="page-head">
        <h1>{t('calendar.title')}</h1>
        <p>
          <Link to="/tasks">{t('tasks.title')}</Link>
        </p>
      </div>
      <div className="actions month-turn">
        <h2 aria-live="polite">{named}</h2>
        <Button onPress={() => turn(monthOf(addMonths(`${month}-01`, -1)))}>
          {t('calendar.before')}
        </Button>
        <Button onPress={() => turn(monthOf(addMonths(`${month}-01`, 1)))}>
          {t('calendar.after')}
        </Button>
        {month !== monthOf(today) && (
          <Button kind="quiet" onPress={() => turn(monthOf(today))}>
            {t('calendar.this')}
          </Button>
        )}
      </div>
      {marks.error !== null && <ProblemNotice error={marks.error} />}
      <div className="calendar">
        <section className="card month-card" aria-label={t('calendar.by_day')}>
          <MonthGrid
            month={month}
            today={today}
            chosen={chosen}
            onChoose={(day) => setChosen(day === chosen ? null : day)}
            onMonth={turn}
            markOf={marks.markOf}
            isBusy={marks.isBusy}
          />
          <p className="field-note">{t('calendar.total', { count: marks.total })}</p>
        </section>
        <Card
          title={
            chosen
              ? t('calendar.of_day', { day: formatDay(chosen, language) })
              : t('calendar.of_month')
          }
          aside={chosen && <Button onPress={() => setChosen(null)}>{t('calendar.whole')}</Button>}
        >
          <PagedAnswer query={list}>{(tasks) => <DayList tasks={tasks} />}</PagedAnswer>
        </Card>
      </div>
      {role === 'operator_officer' && <AddHoliday chosen={chosen} />}
    </>
  );
}
