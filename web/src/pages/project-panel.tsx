/* What an agreement became: supplier and days, what each payment rests on, indicators, settlement. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, done, taken } from '../api/client.ts';
import {
  ruleQuery,
  type KpiValue,
  type MatterRow,
  type Project,
  type RuleParts,
  type Settlement,
  type TrancheProof,
} from '../api/selection.ts';
import type { Agreement, Application, Items, Organisation, Role } from '../api/types.ts';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Form, SelectField } from '../kit/field.tsx';
import { formatDay, formatTime } from '../kit/format.ts';
import { Badge, Card, Facts, Money, Table } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { BudgetCard, SettlementLines } from './budget.tsx';
import { byIndicator, formatMilli } from './kpi.ts';
import { RecordProof } from './record-proof.tsx';

const operators: readonly Role[] = ['operator_officer', 'operator_finance'];

/* ---- supplier and days ---- */

function NameSupplier({ agreement }: { agreement: Agreement }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [supplier, setSupplier] = useState('');
  const organisations = useQuery({
    queryKey: ['organisations'],
    queryFn: ({ signal }) =>
      taken<Items<Organisation>>(api.GET('/api/organisations', { signal })),
  });
  const suppliers = (organisations.data?.items ?? []).filter((one) => one.kind === 'supplier');
  const put = useMutation({
    mutationFn: () =>
      done(
        api.POST('/api/agreements/{id}/supplier', {
          params: at(agreement.id),
          body: { supplier_id: Number(supplier) },
        }),
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['project', agreement.id] }),
  });
  if (organisations.data && suppliers.length === 0)
    return <p className="field-note">{t('sel.project.no_suppliers')}</p>;
  return (
    <Form onSubmit={() => supplier && put.mutate()}>
      <SelectField
        label={t('sel.project.supplier')}
        value={supplier}
        onChange={setSupplier}
        choices={[
          { value: '', text: t('sel.project.supplier.choose') },
          ...suppliers.map((one) => ({ value: String(one.id), text: one.name })),
        ]}
      />
      {put.error && <ProblemNotice error={put.error} />}
      <Button type="submit" isDisabled={!supplier} isPending={put.isPending}>
        {t('sel.project.supplier.go')}
      </Button>
    </Form>
  );
}

function ProjectCard({ agreement }: { agreement: Agreement }): ReactNode {
  const { t, language } = useWords();
  const { role } = useSession();
  const query = useQuery({
    queryKey: ['project', agreement.id],
    queryFn: ({ signal }) =>
      taken<Project>(api.GET('/api/agreements/{id}/project', { params: at(agreement.id), signal })),
  });
  const mayName = role === 'adopter_owner' || role === 'operator_officer';
  return (
    <Card title={t('sel.project.title')}>
      <Answer query={query}>
        {(project) => (
          <>
            <Facts
              items={[
                [t('sel.project.supplier'), project.supplier ?? t('sel.project.supplier.none')],
                [t('sel.project.starts'), formatDay(project.starts_on, language)],
                [t('sel.project.build'), formatDay(project.build_until, language)],
                [t('sel.project.ends'), formatDay(project.ends_on, language)],
                ...(project.extended > 0
                  ? [
                      [
                        t('sel.project.extended'),
                        t('sel.project.extended.times', { count: project.extended }),
                      ] as [string, ReactNode],
                    ]
                  : []),
              ]}
            />
            {mayName && !project.supplier && <NameSupplier agreement={agreement} />}
          </>
        )}
      </Answer>
    </Card>
  );
}

/* ---- what a payment rests on ---- */

function Proofs({ agreement }: { agreement: Agreement }): ReactNode {
  const { t, name, basis, pick, language } = useWords();
  const { role } = useSession();
  const tranches = (agreement.tranches ?? []).filter((one) => one.id);
  const [which, setWhich] = useState(
    (tranches.find((one) => one.paid < one.amount) ?? tranches[0])?.id ?? '',
  );
  const project = useQuery<Project>({
    queryKey: ['project', agreement.id],
    queryFn: ({ signal }) =>
      taken<Project>(api.GET('/api/agreements/{id}/project', { params: at(agreement.id), signal })),
  });
  const query = useQuery({
    queryKey: ['proofs', agreement.id, which],
    queryFn: ({ signal }) =>
      taken<Items<TrancheProof>>(
        api.GET('/api/agreements/{id}/proofs/{key}', {
          params: { path: { id: agreement.id, key: which } },
          signal,
        }),
      ),
    enabled: which !== '',
  });
  const tranche = tranches.find((one) => one.id === which);
  if (!tranche) return null;
  return (
    <Card title={t('sel.proof.title')}>
      <SelectField
        label={t('programme.tranche')}
        value={which}
        onChange={setWhich}
        choices={tranches.map((one) => ({ value: one.id, text: name(one) }))}
      />
      <Answer query={query}>
        {({ items }) => {
          const missing = items.filter((one) => !one.met).length;
          return items.length === 0 ? (
            <Empty title={t('sel.proof.none')} />
          ) : (
            <>
              <Notice
                kind={missing === 0 ? 'ok' : 'warn'}
                title={
                  missing === 0
                    ? t('sel.proof.complete')
                    : t('sel.proof.missing', { count: missing })
                }
              />
              <ul className="proofs">
                {items.map((one) => (
                  <li key={one.id}>
                    <Badge tone={one.met ? 'ok' : 'warn'}>
                      {t(one.met ? 'sel.proof.met' : one.found_ko ? 'sel.proof.again' : 'sel.proof.unmet')}
                    </Badge>{' '}
                    <b>{name(one)}</b>
                    {one.found_ko && <span> — {pick(one.found_ko, one.found_en)}</span>}
                    {one.at && <small> {formatTime(one.at, language)}</small>}
                    {one.basis && <small className="proof-basis">{basis(one)}</small>}
                    {one.documents.map((paper) => (
                      <p key={paper.sha256} className="fingerprint">
                        {paper.name} <code>{paper.sha256}</code>
                      </p>
                    ))}
                  </li>
                ))}
              </ul>
            </>
          );
        }}
      </Answer>
      {operators.includes(role) && project.data && query.data && (
        <RecordProof
          key={which}
          agreement={agreement}
          proofs={query.data.items.filter((one) => one.by_hand)}
          project={project.data}
        />
      )}
    </Card>
  );
}

/* ---- indicators ---- */

/* One firm's values are its own: these see means over firms, or nothing. */
const hidden: readonly Role[] = ['sponsor_officer', 'mentor', 'accountant'];

function Kpis({ agreement, rules }: { agreement: Agreement; rules: RuleParts }): ReactNode {
  const { t, name } = useWords();
  const query = useQuery({
    queryKey: ['kpis', agreement.id],
    queryFn: ({ signal }) =>
      taken<Items<KpiValue>>(
        api.GET('/api/agreements/{id}/kpis', { params: at(agreement.id), signal }),
      ),
  });
  const cell = (value: KpiValue | undefined): ReactNode =>
    value ? (
      <>
        <span className="number">{formatMilli(value.value_milli)}</span>{' '}
        {value.kind !== 'target' && (
          <Badge tone={value.signed ? 'ok' : 'warn'}>
            {t(value.signed ? 'sel.kpi.signed' : 'sel.kpi.typed')}
          </Badge>
        )}
      </>
    ) : (
      '—'
    );
  return (
    <Card title={t('sel.kpi.title')}>
      <Answer query={query}>
        {({ items }) => {
          const rows = byIndicator(items);
          return rows.length === 0 ? (
            <Empty title={t('sel.kpi.none')} />
          ) : (
            <Table
              caption={t('sel.kpi.title')}
              isCaptionHidden
              rows={rows}
              rowKey={(row) => row.kpi}
              columns={[
                {
                  head: t('sel.kpi.indicator'),
                  isRowHead: true,
                  cell: (row) => {
                    const kpi = rules.kpis.find((one) => one.id === row.kpi);
                    return kpi ? `${name(kpi)} (${kpi.unit})` : row.kpi;
                  },
                },
                { head: t('sel.kpi.before'), align: 'right', cell: (row) => cell(row.before) },
                { head: t('sel.kpi.target'), align: 'right', cell: (row) => cell(row.target) },
                { head: t('sel.kpi.after'), align: 'right', cell: (row) => cell(row.after) },
              ]}
            />
          );
        }}
      </Answer>
    </Card>
  );
}

/* ---- settlement ---- */

function SettlementCard({ matter, rules }: { matter: number; rules: RuleParts }): ReactNode {
  const { t } = useWords();
  const query = useQuery({
    queryKey: ['settlement', matter],
    queryFn: ({ signal }) =>
      taken<Settlement>(api.GET('/api/matters/{id}/settlement', { params: at(matter), signal })),
  });
  return (
    <Card title={t('sel.settle.title')}>
      <Answer query={query}>
        {(one) => (
          <>
            <Facts
              items={[
                [t('sel.settle.paid'), <Money key="paid" won={one.paid} spoken />],
                [t('sel.settle.spent'), <Money key="spent" won={one.spent} spoken />],
                [t('sel.settle.recognised'), <Money key="recognised" won={one.recognised} spoken />],
                [t('sel.settle.returned'), <Money key="returned" won={one.returned} spoken />],
              ]}
            />
            <p className="field-note">{t('sel.settle.equal')}</p>
            <SettlementLines settlement={one} rules={rules} />
          </>
        )}
      </Answer>
    </Card>
  );
}

export function ProjectPanels({ agreement }: { agreement: Agreement }): ReactNode {
  const application = useQuery({
    queryKey: ['application', agreement.application_id],
    queryFn: ({ signal }) =>
      taken<Application>(
        api.GET('/api/applications/{id}', { params: at(agreement.application_id ?? 0), signal }),
      ),
    enabled: agreement.application_id !== undefined,
  });
  const { role } = useSession();
  const matters = useQuery({
    queryKey: ['matters', agreement.application_id],
    queryFn: ({ signal }) =>
      taken<Items<MatterRow>>(
        api.GET('/api/applications/{id}/matters', {
          params: at(agreement.application_id ?? 0),
          signal,
        }),
      ),
    enabled: agreement.application_id !== undefined,
  });
  const rules = useQuery({
    ...ruleQuery(application.data?.programme ?? '', application.data?.programme_version ?? null),
    enabled: application.data !== undefined,
  });
  if (agreement.application_id === undefined) return null;
  const settlement = matters.data?.items.findLast((one) => one.machine === 'settlement');
  return (
    <>
      <ProjectCard agreement={agreement} />
      <Proofs agreement={agreement} />
      {rules.data && !hidden.includes(role) && <Kpis agreement={agreement} rules={rules.data} />}
      {rules.data && <BudgetCard agreement={agreement.id} rules={rules.data} />}
      {rules.data && settlement && <SettlementCard matter={settlement.id} rules={rules.data} />}
    </>
  );
}
