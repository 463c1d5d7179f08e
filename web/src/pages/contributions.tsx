/* Money promised and received, each for the purpose its giver named. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, done, taken } from '../api/client.ts';
import type { Contribution, Items, Organisation, Programme } from '../api/types.ts';
import { useSession } from '../app/session.tsx';
import { Download } from '../kit/download.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, MoneyField, SelectField, TextField } from '../kit/field.tsx';
import { formatDay } from '../kit/format.ts';
import { parseWon } from '../kit/money.ts';
import { PagedAnswer, usePages } from '../kit/pages.tsx';
import { Badge, Card, Money, Table } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { stateTone } from '../kit/tones.ts';
import { useWords } from '../words/words.tsx';
import { Purposes, RelatedList, Tax } from './book.tsx';
import { Projects, Results } from './results.tsx';

function Pledge({ programmes }: { programmes: Programme[] }): ReactNode {
  const { t, name } = useWords();
  const { role } = useSession();
  const client = useQueryClient();
  const [programme, setProgramme] = useState(programmes[0]?.key ?? '');
  const [amount, setAmount] = useState('');
  const [designation, setDesignation] = useState('');
  const [payer, setPayer] = useState('');
  const won = parseWon(amount);
  const isGovernment = role === 'operator_finance';
  /* A public grant is the ministry's, or that of the province or city named as its payer. */
  const organisations = useQuery({
    queryKey: ['organisations'],
    queryFn: ({ signal }) => taken<Items<Organisation>>(api.GET('/api/organisations', { signal })),
    enabled: isGovernment,
  });
  const locals = (organisations.data?.items ?? []).filter((one) => one.kind === 'local');
  const pledge = useMutation({
    mutationFn: () =>
      taken<Contribution>(
        api.POST('/api/contributions', {
          body: {
            programme,
            amount: won ?? undefined,
            designation: designation.trim(),
            ...(payer && { organisation_id: Number(payer) }),
          },
        }),
      ),
    onSuccess: () => {
      setAmount('');
      setDesignation('');
      void client.invalidateQueries({ queryKey: ['contributions'] });
      void client.invalidateQueries({ queryKey: ['dashboard'] });
    },
  });
  const isReady = won !== null && won > 0 && designation.trim() !== '';
  const { beside, rest } = useFieldErrors(pledge.error, [
    'programme',
    'amount',
    'designation',
    'organisation_id',
  ]);
  return (
    <Card title={isGovernment ? t('contribution.government') : t('contribution.pledge')}>
      <Form onSubmit={() => isReady && pledge.mutate()}>
        <SelectField
          label={t('advice.programme')}
          value={programme}
          onChange={setProgramme}
          error={beside.programme ?? null}
          choices={programmes.map((one) => ({ value: one.key, text: name(one) }))}
        />
        {isGovernment && (
          <SelectField
            label={t('contribution.payer')}
            value={payer}
            onChange={setPayer}
            description={t(locals.length > 0 ? 'contribution.payer.note' : 'contribution.payer.none')}
            error={beside.organisation_id ?? null}
            choices={[
              { value: '', text: t('contribution.payer.ministry') },
              ...locals.map((one) => ({ value: String(one.id), text: one.name })),
            ]}
          />
        )}
        <MoneyField
          label={t('contribution.amount')}
          value={amount}
          onChange={setAmount}
          error={beside.amount ?? null}
        />
        <TextField
          label={t('contribution.designation')}
          value={designation}
          onChange={setDesignation}
          description={t('contribution.designation.note')}
          error={beside.designation ?? null}
        />
        {rest !== null && <ProblemNotice error={rest} />}
        {pledge.isSuccess && <Notice kind="ok" title={t('contribution.done')} />}
        <Button kind="primary" type="submit" isPending={pledge.isPending} isDisabled={!isReady}>
          {isGovernment ? t('contribution.record') : t('contribution.go')}
        </Button>
      </Form>
    </Card>
  );
}

function Receive({
  contribution,
  onClose,
}: {
  contribution: Contribution;
  onClose: () => void;
}): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [reference, setReference] = useState('');
  const receive = useMutation({
    mutationFn: () =>
      done(
        api.POST('/api/contributions/{id}/receive', {
          params: at(contribution.id),
          body: { bank_reference: reference.trim() },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries();
      onClose();
    },
  });
  return (
    <Dialog title={t('contribution.receive')} onClose={onClose}>
      <p>
        {contribution.organisation} <Money won={contribution.amount} spoken />
      </p>
      <Form onSubmit={() => reference.trim() && receive.mutate()}>
        <TextField
          label={t('money.bank_reference')}
          value={reference}
          onChange={setReference}
          description={t('money.bank_reference.note')}
          autoFocus
        />
        {receive.error && <ProblemNotice error={receive.error} />}
        <div className="actions">
          <Button
            kind="primary"
            type="submit"
            isPending={receive.isPending}
            isDisabled={!reference.trim()}
          >
            {t('contribution.receive.go')}
          </Button>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

export function ContributionsPage(): ReactNode {
  const { t, label, language } = useWords();
  const { role } = useSession();
  const [open, setOpen] = useState<Contribution | null>(null);
  const programmes = useQuery({
    queryKey: ['programmes'],
    queryFn: ({ signal }) => taken<Items<Programme>>(api.GET('/api/programmes', { signal })),
  });
  const query = usePages<Contribution>(
    ['contributions'],
    (contribution) => contribution.id,
    ({ params, signal }) =>
      taken<Items<Contribution>>(api.GET('/api/contributions', { params, signal })),
  );
  const mayGive = role === 'sponsor_officer' || role === 'operator_finance';
  return (
    <>
      <div className="page-head">
        <h1>{t('contributions.title')}</h1>
        <p>{t('contributions.why')}</p>
      </div>
      {mayGive && (
        <Answer query={programmes}>
          {({ items }) => <Pledge programmes={[...items].sort((a, b) => b.year - a.year)} />}
        </Answer>
      )}
      <Card
        title={t('contributions.list')}
        aside={<Download path="/contributions.xlsx">{t('papers.xlsx')}</Download>}
      >
        <PagedAnswer query={query}>
          {(items) =>
            items.length === 0 ? (
              <Empty title={t('contributions.none')} />
            ) : (
              <Table
                caption={t('contributions.list')}
                isCaptionHidden
                rows={items}
                rowKey={(contribution) => contribution.id}
                columns={[
                  {
                    head: t('contribution.giver'),
                    isRowHead: true,
                    cell: (one) => one.organisation,
                  },
                  { head: t('contribution.source'), cell: (one) => label('source', one.source) },
                  { head: t('contribution.designation'), cell: (one) => one.designation },
                  {
                    head: t('contribution.amount'),
                    align: 'right',
                    cell: (one) => <Money won={one.amount} spoken />,
                  },
                  {
                    head: t('contribution.received'),
                    align: 'right',
                    cell: (one) => <Money won={one.received} />,
                  },
                  {
                    head: t('contribution.spend_by'),
                    cell: (one) => formatDay(one.spend_by, language),
                  },
                  {
                    head: t('case.state'),
                    cell: (one) => (
                      <Badge tone={stateTone(one.state)}>{label('state', one.state)}</Badge>
                    ),
                  },
                  {
                    head: t('common.do'),
                    cell: (one) =>
                      role === 'operator_finance' && one.state === 'pledged' ? (
                        <Button kind="primary" onPress={() => setOpen(one)}>
                          {t('contribution.receive')}
                        </Button>
                      ) : null,
                  },
                ]}
              />
            )
          }
        </PagedAnswer>
      </Card>
      <Purposes />
      {role === 'sponsor_officer' && (
        <>
          <Projects />
          <Results />
          <Tax />
          <Card title={t('book.related')}>
            <RelatedList />
          </Card>
        </>
      )}
      {open && <Receive contribution={open} onClose={() => setOpen(null)} />}
    </>
  );
}
