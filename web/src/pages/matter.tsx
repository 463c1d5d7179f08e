/* One procedure of a case: what waits for whom, what is possible now and what is missing, what was
 * done; and the list of them beside an application or agreement. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, taken } from '../api/client.ts';
import type { Matter, MatterRow, StepChoice } from '../api/casework.ts';
import type { Items, Programme } from '../api/types.ts';
import { Link, navigate } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { Button } from '../kit/button.tsx';
import { Form, SelectField } from '../kit/field.tsx';
import { formatDay, formatTime } from '../kit/format.ts';
import { Badge, Card, Facts, Table } from '../kit/show.tsx';
import { Answer, Empty, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { StepForm } from './step-form.tsx';

function Choices({ matter }: { matter: Matter }): ReactNode {
  const { t, name } = useWords();
  const mine = matter.choices.filter((choice) => choice.mine);
  const [step, setStep] = useState('');
  const chosen = mine.find((choice) => choice.step === step) ?? mine[0];
  if (!chosen) return <Empty title={t('matter.nothing_mine')} />;
  return (
    <>
      {mine.length > 1 && (
        <SelectField
          label={t('matter.step')}
          value={chosen.step}
          onChange={setStep}
          choices={mine.map((choice) => ({ value: choice.step, text: name(choice) }))}
        />
      )}
      <p className="field-note">{t('matter.article', { article: chosen.article })}</p>
      {chosen.missing.length > 0 ? <Missing choice={chosen} /> : <StepForm key={chosen.step} matter={matter.id} choice={chosen} />}
    </>
  );
}

function Missing({ choice }: { choice: StepChoice }): ReactNode {
  const { t, name } = useWords();
  return (
    <>
      <p>{t('matter.missing', { step: name(choice) })}</p>
      <ul>
        {choice.missing.map((one) => (
          <li key={one.ko}>
            {name(one)} ({one.article})
          </li>
        ))}
      </ul>
    </>
  );
}

function MatterView({ matter }: { matter: Matter }): ReactNode {
  const { t, name, label, language } = useWords();
  const stepName = (step: string): string => {
    const choice = matter.choices.find((one) => one.step === step);
    return choice ? name(choice) : label('matter.did', step);
  };
  return (
    <>
      <div className="page-head">
        <h1>
          {name(matter)} <Badge tone={matter.closed_at ? 'quiet' : 'info'}>{label('matter.state', matter.state)}</Badge>
        </h1>
        <Facts
          items={[
            [t('matter.opened'), formatTime(matter.opened_at, language)],
            [t('matter.closed'), matter.closed_at ? formatTime(matter.closed_at, language) : '—'],
          ]}
        />
        {matter.application_id && (
          <Link to={`/applications/${matter.application_id}`}>{t('matter.to_case')}</Link>
        )}
      </div>
      {!matter.closed_at && (
        <Card title={t('matter.now')}>
          <Choices matter={matter} />
        </Card>
      )}
      <Card title={t('matter.tasks')}>
        {matter.tasks.length === 0 ? (
          <Empty title={t('matter.no_tasks')} />
        ) : (
          <Table
            caption={t('matter.tasks')}
            isCaptionHidden
            rows={matter.tasks}
            rowKey={(task) => task.id}
            columns={[
              { head: t('tasks.what'), isRowHead: true, cell: name },
              { head: t('tasks.who'), cell: (task) => [task.organisation, task.post].filter(Boolean).join(' · ') || '—' },
              { head: t('tasks.deputy'), cell: (task) => task.deputy ?? '—' },
              {
                head: t('tasks.due'),
                cell: (task) => (
                  <>
                    {formatDay(task.due_at, language)}{' '}
                    {task.overdue && <Badge tone="danger">{t('tasks.overdue')}</Badge>}
                  </>
                ),
              },
            ]}
          />
        )}
      </Card>
      <Card title={t('matter.history')}>
        <ol className="lines">
          {matter.events.map((event) => (
            <li key={event.seq}>
              {formatTime(event.at, language)} <b>{stepName(event.step)}</b>{' '}
              {[event.name, event.organisation].filter(Boolean).join(' · ')}
              {event.note && <> “{event.note}”</>}
              {event.article && <span className="field-note"> {event.article}</span>}
              {event.evidence.map((paper) => (
                <span className="field-note" key={paper.sha256}>
                  {' '}
                  {paper.name} <code className="breakable">{paper.sha256.slice(0, 16)}…</code>
                </span>
              ))}
            </li>
          ))}
        </ol>
      </Card>
    </>
  );
}

export function MatterPage({ params }: PageProps): ReactNode {
  const id = Number(params.id);
  const query = useQuery({
    queryKey: ['matter', id],
    queryFn: ({ signal }) => taken<Matter>(api.GET('/api/matters/{id}', { params: at(id), signal })),
  });
  return <Answer query={query}>{(matter) => <MatterView matter={matter} />}</Answer>;
}

/* What a person may begin is in the rules of the programme; the server says what is missing. */
function Begin({ application, programme }: { application: number; programme: string }): ReactNode {
  const { t, name } = useWords();
  const client = useQueryClient();
  const [machine, setMachine] = useState('');
  const rules = useQuery({
    queryKey: ['programme', programme],
    queryFn: ({ signal }) =>
      taken<Programme>(api.GET('/api/programmes/{key}', { params: { path: { key: programme } }, signal })),
  });
  const begin = useMutation({
    mutationFn: () =>
      taken<Matter>(
        api.POST('/api/applications/{id}/matters', { params: at(application), body: { machine } }),
      ),
    onSuccess: (matter) => {
      void client.invalidateQueries();
      navigate(`/matters/${matter.id}`);
    },
  });
  const machines = new Map(
    (rules.data?.steps ?? [])
      .filter((step) => step.machine)
      .map((step) => [step.machine!, { ko: step.machine_ko ?? '', en: step.machine_en ?? '' }]),
  );
  if (machines.size === 0) return null;
  return (
    <Form onSubmit={() => machine && begin.mutate()}>
      <SelectField
        label={t('matter.begin')}
        value={machine}
        onChange={setMachine}
        choices={[
          { value: '', text: t('matter.choose') },
          ...[...machines].map(([key, words]) => ({ value: key, text: name(words) })),
        ]}
      />
      {begin.error && <ProblemNotice error={begin.error} />}
      <Button type="submit" isDisabled={machine === ''} isPending={begin.isPending}>
        {t('matter.begin.go')}
      </Button>
    </Form>
  );
}

export function MatterPanel({ application, programme }: { application: number; programme: string | null }): ReactNode {
  const { t, name, label, language } = useWords();
  const query = useQuery({
    queryKey: ['matters', application],
    queryFn: ({ signal }) =>
      taken<Items<MatterRow>>(
        api.GET('/api/applications/{id}/matters', { params: at(application), signal }),
      ),
  });
  return (
    <Card title={t('matters.title')}>
      <Answer query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('matters.none')} />
          ) : (
            <Table
              caption={t('matters.title')}
              isCaptionHidden
              rows={items}
              rowKey={(row) => row.id}
              columns={[
                {
                  head: t('matters.what'),
                  isRowHead: true,
                  cell: (row) => <Link to={`/matters/${row.id}`}>{name(row)}</Link>,
                },
                {
                  head: t('case.state'),
                  cell: (row) => (
                    <Badge tone={row.closed_at ? 'quiet' : 'info'}>{label('matter.state', row.state)}</Badge>
                  ),
                },
                { head: t('matter.opened'), cell: (row) => formatDay(row.opened_at, language) },
              ]}
            />
          )
        }
      </Answer>
      {programme !== null && <Begin application={application} programme={programme} />}
    </Card>
  );
}
