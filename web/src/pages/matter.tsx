/* One procedure of a case: what waits for whom, what is possible now and what is missing, what was
 * done; and the list of them beside an application or agreement. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, done, taken } from '../api/client.ts';
import type { Beginning, Matter, MatterRow, StepChoice } from '../api/casework.ts';
import type { Items, Organisation, Role } from '../api/types.ts';
import { Link, navigate } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, SelectField } from '../kit/field.tsx';
import { formatDay, formatTime } from '../kit/format.ts';
import { Badge, Card, Facts, Table } from '../kit/show.tsx';
import { Answer, Empty, ProblemNotice } from '../kit/states.tsx';
import type { Key } from '../words/key.ts';
import { useWords } from '../words/words.tsx';
import { GivenValues } from './given.tsx';
import { StepForm, type StepInput } from './step-form.tsx';

function Missing({ what, missing }: { what: string; missing: StepChoice['missing'] }): ReactNode {
  const { t, name, article } = useWords();
  return (
    <>
      <p>{t('matter.missing', { step: what })}</p>
      <ul>
        {missing.map((one) => (
          <li key={one.ko}>
            {name(one)} ({article(one)})
          </li>
        ))}
      </ul>
    </>
  );
}

function Take({ matter, choice }: { matter: number; choice: StepChoice }): ReactNode {
  const { name } = useWords();
  const client = useQueryClient();
  const take = useMutation({
    mutationFn: (input: StepInput) =>
      taken<Matter>(
        api.POST('/api/matters/{id}/steps/{key}', {
          params: { path: { id: matter, key: choice.step } },
          body: input as never,
        }),
      ),
    onSuccess: () => void client.invalidateQueries(),
  });
  return (
    <StepForm
      asked={choice}
      go={name(choice)}
      error={take.error}
      isPending={take.isPending}
      onSend={(input) => take.mutate(input)}
    />
  );
}

function Choices({ matter }: { matter: Matter }): ReactNode {
  const { t, name, article } = useWords();
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
      <p className="field-note">{t('matter.article', { article: article(chosen) })}</p>
      {chosen.missing.length > 0 ? (
        <Missing what={name(chosen)} missing={chosen.missing} />
      ) : (
        <Take key={matter.state + chosen.step} matter={matter.id} choice={chosen} />
      )}
    </>
  );
}

/* Who takes part, and whom the operating body lets in: the accountants of a settlement, say. */
function Join({ matter }: { matter: Matter }): ReactNode {
  const { t, label } = useWords();
  const client = useQueryClient();
  const [organisation, setOrganisation] = useState('');
  const organisations = useQuery({
    queryKey: ['organisations'],
    queryFn: ({ signal }) => taken<Items<Organisation>>(api.GET('/api/organisations', { signal })),
  });
  const join = useMutation({
    mutationFn: () =>
      done(
        api.POST('/api/matters/{id}/parties', {
          params: at(matter.id),
          body: { organisation_id: Number(organisation) },
        }),
      ),
    onSuccess: () => {
      setOrganisation('');
      void client.invalidateQueries({ queryKey: ['matter', matter.id] });
    },
  });
  const { beside, rest } = useFieldErrors(join.error, ['organisation_id']);
  const others = (organisations.data?.items ?? []).filter(
    (one) => !matter.parties.some((party) => party.organisation_id === one.id),
  );
  return (
    <Form onSubmit={() => organisation && join.mutate()}>
      <SelectField
        label={t('matter.join')}
        value={organisation}
        onChange={(next) => {
          setOrganisation(next);
          join.reset();
        }}
        choices={[
          { value: '', text: t('matter.choose') },
          ...others.map((one) => ({
            value: String(one.id),
            text: `${one.name} · ${label('kind', one.kind)}`,
          })),
        ]}
        error={beside.organisation_id ?? null}
      />
      {rest !== null && <ProblemNotice error={rest} />}
      <Button type="submit" isPending={join.isPending} isDisabled={organisation === ''}>
        {t('matter.join.go')}
      </Button>
    </Form>
  );
}

function Parties({ matter }: { matter: Matter }): ReactNode {
  const { t } = useWords();
  const { role } = useSession();
  const mayJoin = role === 'operator_officer' && !matter.closed_at;
  if (matter.parties.length === 0 && !mayJoin) return null;
  return (
    <Card title={t('matter.parties')}>
      {matter.parties.length === 0 ? (
        <Empty title={t('matter.parties.none')} />
      ) : (
        <ul className="lines">
          {matter.parties.map((party) => (
            <li key={party.organisation_id}>{party.organisation}</li>
          ))}
        </ul>
      )}
      {mayJoin && <Join matter={matter} />}
    </Card>
  );
}

/* Back to what the procedure belongs to. Doors that the role finds shut are spared. */
const shut: Record<'agreement' | 'committee' | 'claim', readonly Role[]> = {
  agreement: ['reviewer'],
  committee: ['ministry_viewer', 'accountant', 'auditor', 'reviewer', 'mentor'],
  claim: ['supplier', 'sponsor_officer', 'mentor', 'reviewer'],
};

function Belongs({ matter }: { matter: Matter }): ReactNode {
  const { t } = useWords();
  const { role } = useSession();
  const { call_id, application_id, agreement_id, claim_id } = matter;
  const links: [Key, string][] = [];
  if (call_id && !shut.committee.includes(role))
    links.push(['matter.to_committee', `/calls/${call_id}/committee`]);
  if (call_id) links.push(['matter.to_call', `/calls/${call_id}`]);
  if (application_id) links.push(['matter.to_case', `/applications/${application_id}`]);
  if (agreement_id && !shut.agreement.includes(role))
    links.push(['matter.to_agreement', `/agreements/${agreement_id}`]);
  if (claim_id && !shut.claim.includes(role)) links.push(['matter.to_claims', '/claims']);
  return (
    <p className="actions">
      {links.map(([text, to]) => (
        <Link key={to} to={to}>
          {t(text)}
        </Link>
      ))}
    </p>
  );
}

function MatterView({ matter }: { matter: Matter }): ReactNode {
  const { t, name, pick, label, article, language } = useWords();
  return (
    <>
      <div className="page-head">
        <h1>
          {name(matter)} <Badge tone={matter.closed_at ? 'quiet' : 'info'}>
            {pick(matter.state_ko, matter.state_en) || matter.state}
          </Badge>
        </h1>
        <Facts
          items={[
            [t('matter.opened'), formatTime(matter.opened_at, language)],
            [t('matter.closed'), matter.closed_at ? formatTime(matter.closed_at, language) : '—'],
          ]}
        />
        <Belongs matter={matter} />
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
      <Parties matter={matter} />
      <Card title={t('matter.history')}>
        <ol className="lines">
          {matter.events.map((event) => (
            <li key={event.seq}>
              {formatTime(event.at, language)} <b>{pick(event.ko, event.en) || label('matter.did', event.step)}</b>{' '}
              {[event.name, event.organisation].filter(Boolean).join(' · ')}
              {event.note && <> “{event.note}”</>}
              {event.article && <span className="field-note"> {article(event)}</span>}
              {event.evidence.map((paper) => (
                <span className="field-note" key={paper.sha256}>
                  {' '}
                  {paper.name} <code className="breakable">{paper.sha256.slice(0, 16)}…</code>
                </span>
              ))}
              <GivenValues event={event} />
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

/* What the rules of the case let this person begin now. */
function Begin({ application }: { application: number }): ReactNode {
  const { t, name, article } = useWords();
  const client = useQueryClient();
  const [machine, setMachine] = useState('');
  const beginnings = useQuery({
    queryKey: ['beginnings', application],
    queryFn: ({ signal }) =>
      taken<Items<Beginning>>(
        api.GET('/api/applications/{id}/beginnings', { params: at(application), signal }),
      ),
  });
  const begin = useMutation({
    mutationFn: (input: StepInput) =>
      taken<Matter>(
        api.POST('/api/applications/{id}/matters', {
          params: at(application),
          body: { machine, ...input } as never,
        }),
      ),
    onSuccess: (matter) => {
      void client.invalidateQueries();
      navigate(`/matters/${matter.id}`);
    },
  });
  const items = beginnings.data?.items ?? [];
  if (items.length === 0) return null;
  const chosen = items.find((one) => one.machine === machine);
  return (
    <>
      <SelectField
        label={t('matter.begin')}
        value={machine}
        onChange={(next) => {
          setMachine(next);
          begin.reset();
        }}
        choices={[
          { value: '', text: t('matter.choose') },
          ...items.map((one) => ({ value: one.machine, text: name(one) })),
        ]}
      />
      {chosen && (
        <p className="field-note">{t('matter.article', { article: article(chosen) })}</p>
      )}
      {chosen && chosen.missing.length > 0 && (
        <Missing what={name(chosen)} missing={chosen.missing} />
      )}
      {chosen && chosen.missing.length === 0 && (
        <StepForm
          key={machine}
          asked={chosen}
          go={t('matter.begin.go')}
          error={begin.error}
          isPending={begin.isPending}
          onSend={(input) => begin.mutate(input)}
        />
      )}
    </>
  );
}

const watching: readonly Role[] = ['ministry_viewer', 'auditor'];

export function MatterPanel({ application }: { application: number }): ReactNode {
  const isActor = !watching.includes(useSession().role);
  const { t, name, language } = useWords();
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
        {({ items: all }) => {
          /* What is no business of the reader's, a review by somebody else, comes without a name. */
          const items = all.filter((row) => row.ko);
          return items.length === 0 ? (
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
                    <Badge tone={row.closed_at ? 'quiet' : 'info'}>
                      {t(row.closed_at ? 'matter.state.done' : 'matter.state.open')}
                    </Badge>
                  ),
                },
                { head: t('matter.opened'), cell: (row) => formatDay(row.opened_at, language) },
              ]}
            />
          );
        }}
      </Answer>
      {isActor && <Begin application={application} />}
    </Card>
  );
}
