/* One model: the line, how well it tells what the log tells, running it, and asking for advice. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, taken } from '../api/client.ts';
import type { ModelDocument } from '../api/documents.ts';
import { fetchModelDocument, fetchRun } from '../api/reading.ts';
import type { Items, Job, Model, Plan, Programme } from '../api/types.ts';
import { Link, navigate } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { useIsFirm } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Form, MoneyField, SelectField, TextField } from '../kit/field.tsx';
import { formatTime } from '../kit/format.ts';
import { JobProgress } from '../kit/job-progress.tsx';
import { parseWon } from '../kit/money.ts';
import { Card, Facts, Money } from '../kit/show.tsx';
import { Answer, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { lastRun, rememberRun } from './last-run.ts';
import { LineView } from './line-view.tsx';
import { Fit } from './models.tsx';
import { ValidationCard } from './validation.tsx';

const whole = (text: string): number | null =>
  /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;

function RunCard({ model }: { model: Model }): ReactNode {
  const { t } = useWords();
  const [days, setDays] = useState('28');
  const [replications, setReplications] = useState('0');
  const [seed, setSeed] = useState('1');
  const horizon = whole(days);
  const count = whole(replications);
  const start = whole(seed);
  const run = useMutation({
    mutationFn: () =>
      taken<Job>(
        api.POST('/api/models/{id}/runs', {
          params: at(model.id),
          body: {
            horizon_days: horizon ?? undefined,
            replications: count ?? undefined,
            seed: start ?? undefined,
          },
        }),
      ),
  });
  const isReady = horizon !== null && horizon > 0 && count !== null && start !== null;
  return (
    <Card title={t('model.run')}>
      <p>{t('model.run.why')}</p>
      <Form onSubmit={() => isReady && run.mutate()}>
        <TextField
          label={t('model.run.days')}
          value={days}
          onChange={setDays}
          inputMode="numeric"
          error={horizon ? null : t('field.whole')}
        />
        <details className="more">
          <summary>{t('model.run.more')}</summary>
          <TextField
            label={t('model.run.replications')}
            value={replications}
            onChange={setReplications}
            inputMode="numeric"
            description={t('model.run.replications.note')}
            error={count === null ? t('field.whole') : null}
          />
          <TextField
            label={t('model.run.seed')}
            value={seed}
            onChange={setSeed}
            inputMode="numeric"
            description={t('model.run.seed.note')}
            error={start === null ? t('field.whole') : null}
          />
        </details>
        {run.error && <ProblemNotice error={run.error} />}
        <Button kind="primary" type="submit" isPending={run.isPending} isDisabled={!isReady}>
          {t('model.run.go')}
        </Button>
      </Form>
      {run.data && (
        <JobProgress
          key={run.data.id}
          id={run.data.id}
          onDone={(job) => {
            if (job.result_id === null) return;
            rememberRun(model.id, job.result_id);
            navigate(`/runs/${job.result_id}`);
          }}
        />
      )}
    </Card>
  );
}

function AdviceForm({ model, programmes }: { model: Model; programmes: Programme[] }): ReactNode {
  const { t, name } = useWords();
  const client = useQueryClient();
  const [budget, setBudget] = useState('');
  const [margin, setMargin] = useState('');
  const [programme, setProgramme] = useState(programmes[0]?.key ?? '');
  const won = parseWon(budget);
  const advise = useMutation({
    mutationFn: () =>
      taken<Job>(
        api.POST('/api/models/{id}/plans', {
          params: at(model.id),
          body: {
            budget: won ?? undefined,
            programme,
            margin_per_piece: parseWon(margin) || null,
          },
        }),
      ),
  });
  return (
    <>
      <Form onSubmit={() => won !== null && won > 0 && advise.mutate()}>
        <MoneyField label={t('advice.budget')} value={budget} onChange={setBudget} />
        <MoneyField
          label={t('advice.margin')}
          value={margin}
          onChange={setMargin}
          description={t('advice.margin_hint')}
        />
        <SelectField
          label={t('advice.programme')}
          value={programme}
          onChange={setProgramme}
          choices={programmes.map((one) => ({ value: one.key, text: name(one) }))}
        />
        {advise.error && <ProblemNotice error={advise.error} />}
        <Button kind="primary" type="submit" isPending={advise.isPending} isDisabled={!won}>
          {t('advice.go')}
        </Button>
      </Form>
      {advise.data && (
        <JobProgress
          key={advise.data.id}
          id={advise.data.id}
          onDone={(job) => {
            void client.invalidateQueries({ queryKey: ['plans'] });
            if (job.result_id !== null) navigate(`/plans/${job.result_id}`);
          }}
        />
      )}
    </>
  );
}

function AdviceCard({ model }: { model: Model }): ReactNode {
  const { t, language } = useWords();
  const programmes = useQuery({
    queryKey: ['programmes'],
    queryFn: ({ signal }) => taken<Items<Programme>>(api.GET('/api/programmes', { signal })),
  });
  const plans = useQuery({
    queryKey: ['plans'],
    queryFn: ({ signal }) => taken<Items<Plan>>(api.GET('/api/plans', { signal })),
  });
  const own = plans.data?.items.filter((plan) => plan.model_id === model.id) ?? [];
  return (
    <Card title={t('advice.title')}>
      <p>{t('advice.why')}</p>
      <Answer query={programmes}>
        {({ items }) => (
          <AdviceForm model={model} programmes={[...items].sort((a, b) => b.year - a.year)} />
        )}
      </Answer>
      {own.length > 0 && (
        <ul className="links">
          {own.map((plan) => (
            <li key={plan.id}>
              <Link to={`/plans/${plan.id}`}>
                {t('advice.earlier', { at: formatTime(plan.created_at, language) })}
              </Link>{' '}
              <Money won={plan.budget} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function ModelView({ model, document }: { model: Model; document: ModelDocument }): ReactNode {
  const { t, label, language } = useWords();
  const isFirm = useIsFirm();
  const runId = lastRun(model.id);
  const run = useQuery({
    queryKey: ['run', runId],
    queryFn: ({ signal }) => fetchRun(runId!, signal),
    enabled: runId !== null,
  });
  const result = run.data?.result ?? null;
  return (
    <>
      <div className="page-head">
        <h1>
          {model.name} <Fit fit={model.fit_for_advice} />
        </h1>
        <Facts
          items={[
            [t('model.stations'), model.station_count],
            [t('model.items'), model.item_count],
            [t('model.orders'), model.order_count],
            [t('model.origin'), label('origin', model.origin)],
            [t('model.created'), formatTime(model.created_at, language)],
          ]}
        />
      </div>
      <div className="with-side">
        <div>
          <LineView model={document} result={result} />
          <ValidationCard validation={document.validation ?? null} />
        </div>
        <div className="side">
          {isFirm && <RunCard model={model} />}
          {runId !== null && (
            <p>
              <Link to={`/runs/${runId}`}>{t('model.last_run')}</Link>
            </p>
          )}
          {isFirm && <AdviceCard model={model} />}
        </div>
      </div>
      <p className="fingerprint">
        {t('model.hash')} <code>{model.hash}</code>
      </p>
    </>
  );
}

export function ModelPage({ params }: PageProps): ReactNode {
  const id = Number(params.id);
  const model = useQuery({
    queryKey: ['model', id],
    queryFn: ({ signal }) => taken<Model>(api.GET('/api/models/{id}', { params: at(id), signal })),
  });
  const document = useQuery({
    queryKey: ['model-document', id],
    queryFn: ({ signal }) => fetchModelDocument(id, signal),
    staleTime: Infinity,
  });
  return (
    <Answer query={model}>
      {(found) => (
        <Answer query={document}>{(read) => <ModelView model={found} document={read} />}</Answer>
      )}
    </Answer>
  );
}
