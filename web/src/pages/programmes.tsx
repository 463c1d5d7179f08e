/* The rules of each year's programme, with what every value rests on. */
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type { Items, Programme, Role, Split } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { useSessionState } from '../app/session.tsx';
import { Download } from '../kit/download.tsx';
import { MoneyField } from '../kit/field.tsx';
import { formatPercent } from '../kit/format.ts';
import { parseWon } from '../kit/money.ts';
import { Card, Facts, Money, Table } from '../kit/show.tsx';
import { SplitBar } from '../kit/split-bar.tsx';
import { SplitDues } from '../kit/split-dues.tsx';
import { Answer, Empty, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { ProgrammeSelection } from './eligibility.tsx';

/* Who reads drafts of rules; the server decides. */
const ruleRoles: readonly Role[] = ['operator_officer', 'ministry_viewer', 'auditor'];

export function ProgrammesPage(): ReactNode {
  const { t, name } = useWords();
  const role = useSessionState().session?.role;
  const query = useQuery({
    queryKey: ['programmes'],
    queryFn: ({ signal }) => taken<Items<Programme>>(api.GET('/api/programmes', { signal })),
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('programmes.title')}</h1>
        <p>{t('programmes.why')}</p>
        {role && ruleRoles.includes(role) && <Link to="/rule-drafts">{t('rule_drafts.title')}</Link>}
      </div>
      <Card title={t('programmes.list')}>
        <Answer query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t('programmes.none')} />
            ) : (
              <Table
                caption={t('programmes.list')}
                isCaptionHidden
                rows={items}
                rowKey={(programme) => programme.key}
                columns={[
                  {
                    head: t('programme.name'),
                    isRowHead: true,
                    cell: (programme) => (
                      <Link to={`/programmes/${encodeURIComponent(programme.key)}`}>
                        {name(programme)}
                      </Link>
                    ),
                  },
                  {
                    head: t('programme.year'),
                    align: 'right',
                    cell: (programme) => programme.year,
                  },
                  {
                    head: t('programme.ratio'),
                    cell: (programme) =>
                      programme.funders
                        .map((one) => `${name(one)} ${formatPercent(one.share_bp / 10000)}`)
                        .join(' · '),
                  },
                  {
                    head: t('programme.version'),
                    align: 'right',
                    cell: (programme) => programme.version,
                  },
                ]}
              />
            )
          }
        </Answer>
      </Card>
    </>
  );
}

export function TrySplit({ programme }: { programme: Pick<Programme, 'key'> }): ReactNode {
  const { t } = useWords();
  const [total, setTotal] = useState('');
  const won = parseWon(total);
  const split = useQuery({
    queryKey: ['split', programme.key, won],
    queryFn: () =>
      taken<Split>(
        api.POST('/api/programmes/{key}/split', {
          params: { path: { key: programme.key } },
          body: { total: won ?? undefined },
        }),
      ),
    enabled: won !== null && won > 0,
    staleTime: Infinity,
    retry: false,
  });
  return (
    <>
      <MoneyField label={t('programme.try_total')} value={total} onChange={setTotal} />
      {split.error && <ProblemNotice error={split.error} />}
      {split.data && (
        <>
          <SplitBar shares={split.data.shares} caption={t('split.caption')} />
          {split.data.cut > 0 && (
            <p className="field-note">
              {t('split.cut')} <Money won={split.data.cut} />
            </p>
          )}
          <SplitDues split={split.data} />
          <Download path={`/programmes/${programme.key}/split.pdf?total=${split.data.total}`}>
            {t('split.pdf')}
          </Download>
        </>
      )}
    </>
  );
}

function ProgrammeView({ programme }: { programme: Programme }): ReactNode {
  const { t, name, label, pick, basis } = useWords();
  const { session } = useSessionState();
  return (
    <>
      <div className="page-head">
        <h1>{name(programme)}</h1>
        <p>{basis(programme)}</p>
        <Facts
          items={[
            [t('programme.year'), programme.year],
            [t('programme.version'), programme.version],
            [t('programme.min'), <Money key="min" won={programme.total_min} spoken />],
            [
              t('programme.max'),
              programme.total_max ? (
                <Money key="max" won={programme.total_max} spoken />
              ) : (
                t('programme.no_max')
              ),
            ],
          ]}
        />
      </div>
      {session && <ProgrammeSelection programme={programme.key} />}
      <Card title={t('programme.try')}>
        <TrySplit programme={programme} />
      </Card>
      <Card title={t('programme.funders')}>
        <Table
          caption={t('programme.funders')}
          isCaptionHidden
          rows={programme.funders}
          rowKey={(funder) => funder.id}
          columns={[
            { head: t('split.funder'), isRowHead: true, cell: name },
            {
              head: t('split.share'),
              align: 'right',
              cell: (funder) => formatPercent(funder.share_bp / 10000, 1),
            },
            {
              head: t('programme.cap'),
              align: 'right',
              cell: (funder) =>
                funder.cap ? <Money won={funder.cap} spoken /> : t('programme.no_max'),
            },
            { head: t('programme.basis'), cell: basis },
          ]}
        />
      </Card>
      <Card title={t('programme.steps')}>
        <Table
          caption={t('programme.steps')}
          isCaptionHidden
          rows={programme.steps}
          rowKey={(step) => [step.machine, step.id, step.from].join('.')}
          columns={[
            { head: t('programme.machine'), cell: (step) => pick(step.machine_ko, step.machine_en) },
            { head: t('programme.step'), isRowHead: true, cell: name },
            { head: t('programme.actor'), cell: (step) => label('role', step.actor) },
            {
              head: t('programme.deadline'),
              align: 'right',
              cell: (step) =>
                step.deadline_months
                  ? t('programme.months', { months: step.deadline_months })
                  : step.deadline_days
                    ? t(step.working ? 'programme.working_days' : 'programme.days', {
                        days: step.deadline_days,
                      })
                    : '—',
            },
            { head: t('programme.basis'), cell: basis },
          ]}
        />
      </Card>
      <Card title={t('programme.tranches')}>
        <Table
          caption={t('programme.tranches')}
          isCaptionHidden
          rows={programme.tranches}
          rowKey={(tranche) => tranche.id}
          columns={[
            { head: t('programme.tranche'), isRowHead: true, cell: name },
            {
              head: t('split.share'),
              align: 'right',
              cell: (tranche) => formatPercent(tranche.share_bp / 10000),
            },
            {
              head: t('programme.condition'),
              cell: (tranche) => {
                const step = programme.steps.find(
                  (one) => (one.machine ? `${one.machine}.${one.id}` : one.id) === tranche.condition,
                );
                return step ? name(step) : (tranche.condition ?? '—');
              },
            },
          ]}
        />
      </Card>
    </>
  );
}

export function ProgrammePage({ params }: PageProps): ReactNode {
  const key = params.key ?? '';
  const query = useQuery({
    queryKey: ['programme', key],
    queryFn: ({ signal }) =>
      taken<Programme>(api.GET('/api/programmes/{key}', { params: { path: { key } }, signal })),
  });
  return <Answer query={query}>{(programme) => <ProgrammeView programme={programme} />}</Answer>;
}
