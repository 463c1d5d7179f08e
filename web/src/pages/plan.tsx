/* A plan: what to automate under the budget, in which order, what it brings and who pays what. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Checkbox } from 'react-aria-components';
import type { PlanDocument, PlanOption } from '../api/documents.ts';
import { fetchPlan, type ReadPlan } from '../api/reading.ts';
import { api, taken } from '../api/client.ts';
import type { Application, Call, Items, Organisation, Plan, Split } from '../api/types.ts';
import { Link, navigate } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { Button } from '../kit/button.tsx';
import { Form, SelectField, TextField } from '../kit/field.tsx';
import { formatMeasure, formatNumber, formatPercent, formatTime, spanUnit } from '../kit/format.ts';
import { Badge, Card, Money, PlusMinus } from '../kit/show.tsx';
import { SplitBar } from '../kit/split-bar.tsx';
import { SplitDues } from '../kit/split-dues.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

function Payback({ months }: { months: number | null }): ReactNode {
  const { t } = useWords();
  return (
    <p className="payback">
      {months === null ? (
        <span className="payback-none">{t('plan.payback.unknown')}</span>
      ) : (
        <b className="number">{t('plan.payback.months', { months: formatNumber(months, 1) })}</b>
      )}
      <span>{t('plan.payback')}</span>
    </p>
  );
}

interface OptionRowProps {
  option: PlanOption;
  rank: number;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
}

function OptionRow({ option, rank, isChosen, onChoose }: OptionRowProps): ReactNode {
  const { t, name, language } = useWords();
  const lead = spanUnit(
    Math.max(Math.abs(option.lead.gain.mean), option.lead.gain.half_width),
    language,
  );
  return (
    <li className={option.affordable ? 'option' : 'option option-dear'}>
      <Checkbox
        isSelected={isChosen}
        onChange={onChoose}
        isDisabled={!option.affordable}
        className="check"
      >
        <span className="check-box" aria-hidden="true" />
        <span className="option-rank">{rank}</span>
        <span className="option-name">{name(option)}</span>
      </Checkbox>
      <div className="option-facts">
        <span>
          {t('plan.cost')} <Money won={option.cost} />
        </span>
        <span>
          {t('plan.more_pieces')}{' '}
          <PlusMinus value={option.throughput.gain} unit={t('unit.pieces_a_day')} signed />
        </span>
        <span>
          {t('plan.lead')}{' '}
          <PlusMinus value={option.lead.gain} factor={lead.factor} unit={lead.unit} signed />
        </span>
        {option.gain_won_a_year && (
          <span>
            {t('plan.gain_a_year')} <Money won={Math.round(option.gain_won_a_year.mean)} />{' '}
            <span className="half-width number">
              ±{formatNumber(option.gain_won_a_year.half_width)}
            </span>
          </span>
        )}
        <span>{t('plan.certainty', { share: formatPercent(option.certainty) })}</span>
        {!option.affordable && <Badge tone="warn">{t('plan.too_dear')}</Badge>}
      </div>
      <Payback months={option.payback_months} />
    </li>
  );
}

interface ApplyProps {
  plan: Plan;
  chosen: string[];
  cost: number;
}

/* The split of the chosen cost, asked of the server's rules, stands before anything is typed. */
function Apply({ plan, chosen, cost }: ApplyProps): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [sponsor, setSponsor] = useState('');
  const [callId, setCallId] = useState('');
  const calls = useQuery({
    queryKey: ['calls'],
    queryFn: ({ signal }) => taken<Items<Call>>(api.GET('/api/calls', { signal })),
  });
  const open = (calls.data?.items ?? []).filter(
    (one) => one.phase === 'open' && one.programme === plan.programme,
  );
  const call = open.find((one) => String(one.id) === callId);
  const organisations = useQuery({
    queryKey: ['organisations'],
    queryFn: ({ signal }) => taken<Items<Organisation>>(api.GET('/api/organisations', { signal })),
  });
  const sponsors = organisations.data?.items.filter((one) => one.kind === 'sponsor') ?? [];
  const sponsorId = call?.sponsor_id ?? (Number(sponsor) || sponsors[0]?.id);
  const split = useQuery({
    queryKey: ['split', plan.programme, cost],
    queryFn: () =>
      taken<Split>(
        api.POST('/api/programmes/{key}/split', {
          params: { path: { key: plan.programme } },
          body: { total: cost },
        }),
      ),
    enabled: cost > 0,
    staleTime: Infinity,
  });
  const create = useMutation({
    mutationFn: () =>
      taken<Application>(
        api.POST('/api/applications', {
          body: {
            plan_id: plan.id,
            options: chosen,
            sponsor_id: sponsorId,
            call_id: call?.id ?? null,
          },
        }),
      ),
    onSuccess: (application) => {
      client.setQueryData(['application', application.id], application);
      void client.invalidateQueries({ queryKey: ['applications'] });
      navigate(`/applications/${application.id}`);
    },
  });
  if (cost === 0) return <Empty title={t('plan.choose_one')} />;
  return (
    <>
      <Answer query={split}>
        {(found) => (
          <>
            <SplitBar shares={found.shares} caption={t('split.caption')} ownParty="adopter" />
            {found.cut > 0 && (
              <p className="field-note">
                {t('split.cut')} <Money won={found.cut} />
              </p>
            )}
            <SplitDues split={found} ownParty="adopter" />
          </>
        )}
      </Answer>
      <Form onSubmit={() => create.mutate()}>
        {open.length > 0 && (
          <SelectField
            label={t('call.plan')}
            value={callId}
            onChange={setCallId}
            choices={[
              { value: '', text: t('call.plan.none') },
              ...open.map((one) => ({ value: String(one.id), text: one.title })),
            ]}
          />
        )}
        {call?.sponsor_id ? (
          <p>
            {t('plan.sponsor')}: {call.sponsor}
          </p>
        ) : sponsors.length > 0 ? (
          <SelectField
            label={t('plan.sponsor')}
            value={String(sponsorId)}
            onChange={setSponsor}
            choices={sponsors.map((one) => ({ value: String(one.id), text: one.name }))}
          />
        ) : (
          organisations.error && (
            <TextField
              label={t('plan.sponsor_id')}
              value={sponsor}
              onChange={setSponsor}
              inputMode="numeric"
            />
          )
        )}
        {create.error && <ProblemNotice error={create.error} />}
        <Button
          kind="primary"
          type="submit"
          isPending={create.isPending}
          isDisabled={!sponsorId || split.data === undefined}
        >
          {t('plan.apply')}
        </Button>
      </Form>
    </>
  );
}

function Baseline({ document }: { document: PlanDocument }): ReactNode {
  const { t, name } = useWords();
  const words = name(document.words);
  return (
    <>
      {document.fit_for_advice !== true && (
        <Notice
          kind="warn"
          title={document.fit_for_advice === null ? t('plan.fit.unknown') : t('plan.fit.no')}
        />
      )}
      {words && <p className="finding">{words}</p>}
    </>
  );
}

function PlanView({ plan }: { plan: ReadPlan }): ReactNode {
  const { t, language } = useWords();
  const { document } = plan;
  const inPackage = document.package.options;
  const firstGood = document.options.find((option) => option.affordable)?.id;
  const [chosen, setChosen] = useState<string[]>(
    inPackage.length > 0 ? inPackage : firstGood ? [firstGood] : [],
  );
  const cost = document.options
    .filter((one) => chosen.includes(one.id))
    .reduce((sum, one) => sum + one.cost, 0);
  const choose = (id: string, isChosen: boolean): void =>
    setChosen(isChosen ? [...chosen, id] : chosen.filter((one) => one !== id));
  const isOver = cost > plan.budget;
  return (
    <>
      <div className="page-head">
        <h1>{t('plan.title')}</h1>
        <p>
          {t('plan.how', { count: document.replications, seed: document.seed })} ·{' '}
          {formatTime(plan.created_at, language)} ·{' '}
          <Link to={`/models/${plan.model_id}`}>{t('run.back')}</Link>
        </p>
      </div>
      <Baseline document={document} />
      <div className="with-side">
        <Card title={t('plan.options')}>
          <p className="sentence">{t('plan.options.why', { count: document.options.length })}</p>
          {document.options.length === 0 ? (
            <Empty title={t('plan.none')} />
          ) : (
            <ol className="options">
              {document.options.map((option, i) => (
                <OptionRow
                  key={option.id}
                  option={option}
                  rank={i + 1}
                  isChosen={chosen.includes(option.id)}
                  onChoose={(on) => choose(option.id, on)}
                />
              ))}
            </ol>
          )}
        </Card>
        <div className="side">
          <Card title={t('plan.who_pays')}>
            <p className="budget-line">
              {t('plan.chosen')} <Money won={cost} spoken /> / {t('advice.budget')}{' '}
              <Money won={plan.budget} />
            </p>
            {inPackage.length > 1 && document.package.payback_months !== null && (
              <p>
                {t('plan.package', {
                  count: inPackage.length,
                  months: formatMeasure(document.package.payback_months),
                })}
              </p>
            )}
            {isOver ? (
              <Notice kind="warn" title={t('plan.over_budget')} />
            ) : (
              <Apply plan={plan} chosen={chosen} cost={cost} />
            )}
          </Card>
        </div>
      </div>
      <p className="fingerprint">
        {t('plan.hash')} <code>{plan.hash}</code>
      </p>
    </>
  );
}

export function PlanPage({ params }: PageProps): ReactNode {
  const id = Number(params.id);
  const query = useQuery({
    queryKey: ['plan', id],
    queryFn: ({ signal }) => fetchPlan(id, signal),
    staleTime: Infinity,
  });
  return <Answer query={query}>{(plan) => <PlanView plan={plan} />}</Answer>;
}
