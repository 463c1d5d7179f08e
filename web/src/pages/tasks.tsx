/* What waits for one's post: the most urgent first; one step for many at once, each by itself. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Checkbox } from 'react-aria-components';
import { api, taken } from '../api/client.ts';
import type { BulkResult, Matter, StepChoice, Task, Tasks } from '../api/casework.ts';
import type { Items, Programme } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Form, SelectField, TextField } from '../kit/field.tsx';
import { formatDay } from '../kit/format.ts';
import { Badge, Card, Table } from '../kit/show.tsx';
import { Answer, Empty, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { GiveTask } from './give-task.tsx';

const scopes = ['mine', 'organisation', 'overseen', 'unheld'] as const;
type Scope = (typeof scopes)[number];

function Due({ task }: { task: Task }): ReactNode {
  const { t, language } = useWords();
  return (
    <>
      {formatDay(task.due_at, language)}{' '}
      {task.overdue && <Badge tone="danger">{t('tasks.overdue')}</Badge>}
    </>
  );
}

/* A step that all chosen procedures have now and that asks for nothing but a note. */
function common(matters: readonly Matter[]): StepChoice[] {
  const plain = (choice: StepChoice): boolean =>
    choice.mine && !choice.evidence && choice.missing.length === 0 && choice.values.every((value) => value.optional);
  const [first, ...rest] = matters;
  return (first?.choices ?? []).filter(
    (choice) =>
      plain(choice) &&
      rest.every((matter) => matter.choices.some((one) => one.step === choice.step && plain(one))),
  );
}

function Bulk({ tasks, onDone }: { tasks: readonly Task[]; onDone: () => void }): ReactNode {
  const { t, name } = useWords();
  const client = useQueryClient();
  const [step, setStep] = useState('');
  const [note, setNote] = useState('');
  const ids = [...new Set(tasks.map((task) => task.matter_id))];
  const matters = useQuery({
    queryKey: ['matters-chosen', ids],
    queryFn: ({ signal }) =>
      Promise.all(
        ids.map((id) => taken<Matter>(api.GET('/api/matters/{id}', { params: { path: { id } }, signal }))),
      ),
  });
  const take = useMutation({
    mutationFn: () =>
      taken<Items<BulkResult>>(
        api.POST('/api/tasks/steps', {
          body: { steps: ids.map((id) => ({ matter_id: id, step, ...(note.trim() && { note: note.trim() }) })) },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['tasks'] });
      onDone();
    },
  });
  const choices = common(matters.data ?? []);
  return (
    <Card title={t('tasks.bulk', { count: ids.length })}>
      {matters.data && choices.length === 0 && <Empty title={t('tasks.bulk.none')} />}
      {choices.length > 0 && (
        <Form onSubmit={() => step && take.mutate()}>
          <SelectField
            label={t('matter.step')}
            value={step}
            onChange={setStep}
            choices={[
              { value: '', text: t('matter.choose') },
              ...choices.map((choice) => ({ value: choice.step, text: name(choice) })),
            ]}
          />
          <TextField label={t('matter.note')} value={note} onChange={setNote} maxLength={1000} />
          {take.error && <ProblemNotice error={take.error} />}
          <Button kind="primary" type="submit" isDisabled={step === ''} isPending={take.isPending}>
            {t('tasks.bulk.go', { count: ids.length })}
          </Button>
        </Form>
      )}
      {take.data && (
        <Table
          caption={t('tasks.results')}
          rows={take.data.items}
          rowKey={(result) => result.matter_id}
          columns={[
            {
              head: t('matters.what'),
              isRowHead: true,
              cell: (result) => {
                const task = tasks.find((one) => one.matter_id === result.matter_id);
                return <Link to={`/matters/${result.matter_id}`}>{task ? name(task) : result.matter_id}</Link>;
              },
            },
            {
              head: t('case.state'),
              cell: (result) => (
                <Badge tone={result.done ? 'ok' : 'danger'}>{t(result.done ? 'tasks.done' : 'tasks.refused')}</Badge>
              ),
            },
            { head: t('tasks.why'), cell: (result) => result.text ?? '—' },
          ]}
        />
      )}
    </Card>
  );
}

interface Filter {
  scope: Scope;
  programme: string;
  machine: string;
  overdue: boolean;
}

const tasksOf = ({ scope, programme, machine, overdue }: Filter, signal: AbortSignal): Promise<Tasks> =>
  taken<Tasks>(
    api.GET('/api/tasks', {
      params: {
        query: {
          scope,
          most: 200,
          ...(programme && { programme }),
          ...(machine && { machine }),
          ...(overdue && { overdue }),
        },
      },
      signal,
    }),
  );

/* Which of them: by programme, by procedure, only the late ones. The procedures are those that wait in
 * this scope. */
function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }): ReactNode {
  const { t, name, pick } = useWords();
  const { role } = useSession();
  const programmes = useQuery({
    queryKey: ['programmes'],
    queryFn: ({ signal }) => taken<Items<Programme>>(api.GET('/api/programmes', { signal })),
  });
  const whole: Filter = { scope: filter.scope, programme: '', machine: '', overdue: false };
  const all = useQuery({ queryKey: ['tasks', whole], queryFn: ({ signal }) => tasksOf(whole, signal) });
  const machines = new Map((all.data?.items ?? []).map((task) => [task.machine, pick(task.machine_ko, task.machine_en)]));
  const seen = role.startsWith('operator') ? scopes : scopes.filter((one) => one !== 'overseen' && one !== 'unheld');
  const any = { value: '', text: t('tasks.filter.all') };
  return (
    <div className="filters">
      <SelectField
        label={t('tasks.scope')}
        value={filter.scope}
        onChange={(value) => onChange({ ...filter, scope: value as Scope, machine: '' })}
        choices={seen.map((one) => ({ value: one, text: t(`tasks.scope.${one}`) }))}
      />
      <SelectField
        label={t('tasks.filter.programme')}
        value={filter.programme}
        onChange={(programme) => onChange({ ...filter, programme })}
        choices={[any, ...(programmes.data?.items ?? []).map((one) => ({ value: one.key, text: name(one) }))]}
      />
      <SelectField
        label={t('matters.what')}
        value={filter.machine}
        onChange={(machine) => onChange({ ...filter, machine })}
        choices={[any, ...[...machines].map(([value, text]) => ({ value, text }))]}
      />
      <Checkbox
        className="check"
        isSelected={filter.overdue}
        onChange={(overdue) => onChange({ ...filter, overdue })}
      >
        <span className="check-box" aria-hidden="true" />
        {t('tasks.filter.overdue')}
      </Checkbox>
    </div>
  );
}

/* Who may hand a task over; the server decides of which. */
const givers: readonly string[] = ['adopter_owner', 'supplier', 'sponsor_officer', 'operator_officer', 'operator_finance'];

export function TasksPage(): ReactNode {
  const { t, name, pick } = useWords();
  const { role } = useSession();
  const [filter, setFilter] = useState<Filter>({ scope: 'mine', programme: '', machine: '', overdue: false });
  const [chosen, setChosen] = useState<ReadonlyMap<number, Task>>(new Map());
  const [given, setGiven] = useState<Task | null>(null);
  const query = useQuery({ queryKey: ['tasks', filter], queryFn: ({ signal }) => tasksOf(filter, signal) });
  const toggle = (task: Task): void => {
    const next = new Map(chosen);
    if (!next.delete(task.id)) next.set(task.id, task);
    setChosen(next);
  };
  const isFiltered = filter.programme !== '' || filter.machine !== '' || filter.overdue;
  return (
    <>
      <div className="page-head">
        <h1>{t('tasks.title')}</h1>
        <p>
          <Link to="/calendar">{t('calendar.title')}</Link>
        </p>
      </div>
      <Filters
        filter={filter}
        onChange={(next) => {
          setFilter(next);
          setChosen(new Map());
        }}
      />
      <Card title={t('tasks.list')}>
        <Answer query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t(isFiltered ? 'tasks.none_so' : 'tasks.none')} />
            ) : (
              <Table
                caption={t('tasks.list')}
                isCaptionHidden
                rows={items}
                rowKey={(task) => task.id}
                columns={[
                  {
                    head: t('tasks.choose'),
                    cell: (task) => (
                      <Checkbox
                        className="check"
                        isSelected={chosen.has(task.id)}
                        onChange={() => toggle(task)}
                        aria-label={t('tasks.choose.one', { task: name(task) })}
                      >
                        <span className="check-box" aria-hidden="true" />
                      </Checkbox>
                    ),
                  },
                  {
                    head: t('tasks.what'),
                    isRowHead: true,
                    cell: (task) => <Link to={`/matters/${task.matter_id}`}>{name(task)}</Link>,
                  },
                  { head: t('matters.what'), cell: (task) => pick(task.machine_ko, task.machine_en) },
                  { head: t('tasks.who'), cell: (task) => [task.organisation, task.post].filter(Boolean).join(' · ') || '—' },
                  { head: t('tasks.deputy'), cell: (task) => task.deputy ?? '—' },
                  { head: t('tasks.due'), cell: (task) => <Due task={task} /> },
                  ...(givers.includes(role)
                    ? [
                        {
                          head: t('common.do'),
                          cell: (task: Task) => (
                            <Button onPress={() => setGiven(task)} aria-label={t('tasks.give.of', { task: name(task) })}>
                              {t('tasks.give')}
                            </Button>
                          ),
                        },
                      ]
                    : []),
                ]}
              />
            )
          }
        </Answer>
      </Card>
      {given && <GiveTask task={given} onClose={() => setGiven(null)} />}
      {chosen.size > 0 && <Bulk tasks={[...chosen.values()]} onDone={() => undefined} />}
    </>
  );
}
