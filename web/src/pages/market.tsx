/* What comes of market support: a firm's meetings, quotes and orders, its own business; and for who
 * oversees the fund the way from meeting to order, event by event, without any firm's name. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type { MarketFunnel, MarketLead } from '../api/money.ts';
import type { Items } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { useIsFirm, useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { dayOf } from '../kit/days.ts';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, MoneyField, SelectField, TextField } from '../kit/field.tsx';
import { formatDay } from '../kit/format.ts';
import { parseWon } from '../kit/money.ts';
import { Badge, Card, Money, Table } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const stages = ['meeting', 'quote', 'order'] as const;
type Stage = MarketLead['stage'];

function Tell(): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [event, setEvent] = useState('');
  const [counterpart, setCounterpart] = useState('');
  const [stage, setStage] = useState<Stage>('meeting');
  const [amount, setAmount] = useState('');
  const [on, setOn] = useState(dayOf(new Date()));
  const won = parseWon(amount);
  const tell = useMutation({
    mutationFn: () =>
      taken<MarketLead>(
        api.POST('/api/market/leads', {
          body: {
            event: event.trim(),
            counterpart: counterpart.trim(),
            stage,
            on,
            ...(won !== null && won > 0 && { amount: won }),
          },
        }),
      ),
    onSuccess: () => {
      setCounterpart('');
      setAmount('');
      void client.invalidateQueries({ queryKey: ['market'] });
    },
  });
  const { beside, rest } = useFieldErrors(tell.error, [
    'event',
    'counterpart',
    'stage',
    'amount',
    'on',
  ]);
  const isWhole = event.trim() !== '' && counterpart.trim() !== '' && on !== '';
  return (
    <Card title={t('market.tell')}>
      <Form onSubmit={() => isWhole && tell.mutate()}>
        <TextField
          label={t('market.event')}
          value={event}
          onChange={setEvent}
          maxLength={200}
          description={t('market.event.note')}
          error={beside.event ?? null}
        />
        <SelectField
          label={t('market.stage')}
          value={stage}
          onChange={(value) => setStage(stages.find((one) => one === value) ?? 'meeting')}
          error={beside.stage ?? null}
          choices={stages.map((one) => ({ value: one, text: t(`market.stage.${one}`) }))}
        />
        <TextField
          label={t('market.counterpart')}
          value={counterpart}
          onChange={setCounterpart}
          maxLength={200}
          description={t('market.counterpart.note')}
          error={beside.counterpart ?? null}
        />
        <MoneyField
          label={t('market.amount')}
          value={amount}
          onChange={setAmount}
          error={beside.amount ?? null}
        />
        <TextField
          label={t('market.on')}
          type="date"
          value={on}
          onChange={setOn}
          error={beside.on ?? null}
        />
        {rest !== null && <ProblemNotice error={rest} />}
        {tell.isSuccess && <Notice kind="ok" title={t('market.told')} />}
        <Button kind="primary" type="submit" isPending={tell.isPending} isDisabled={!isWhole}>
          {t('market.tell.go')}
        </Button>
      </Form>
    </Card>
  );
}

function Leads(): ReactNode {
  const { t, label, language } = useWords();
  const query = useQuery({
    queryKey: ['market', 'leads'],
    queryFn: ({ signal }) => taken<Items<MarketLead>>(api.GET('/api/market/leads', { signal })),
  });
  return (
    <Card title={t('market.leads')}>
      <Answer query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('market.none')} />
          ) : (
            <Table
              caption={t('market.leads')}
              isCaptionHidden
              rows={items}
              rowKey={(lead) => lead.id}
              columns={[
                { head: t('market.on'), cell: (lead) => formatDay(lead.on, language) },
                {
                  head: t('market.counterpart'),
                  isRowHead: true,
                  cell: (lead) => lead.counterpart,
                },
                { head: t('market.event'), cell: (lead) => lead.event },
                {
                  head: t('market.stage'),
                  cell: (lead) => (
                    <Badge tone={lead.stage === 'order' ? 'ok' : 'quiet'}>
                      {label('market.stage', lead.stage)}
                    </Badge>
                  ),
                },
                {
                  head: t('market.amount'),
                  align: 'right',
                  cell: (lead) => (lead.amount ? <Money won={lead.amount} spoken /> : '—'),
                },
              ]}
            />
          )
        }
      </Answer>
    </Card>
  );
}

function Funnels(): ReactNode {
  const { t } = useWords();
  const query = useQuery({
    queryKey: ['market', 'funnel'],
    queryFn: ({ signal }) => taken<Items<MarketFunnel>>(api.GET('/api/market/funnel', { signal })),
  });
  const count = (head: string, of: (one: MarketFunnel) => number) => ({
    head,
    align: 'right' as const,
    cell: (one: MarketFunnel) => <span className="number">{of(one)}</span>,
  });
  return (
    <Card title={t('market.funnel')}>
      <p>{t('market.funnel.why')}</p>
      <Answer query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('market.funnel.none')} />
          ) : (
            <Table
              caption={t('market.funnel')}
              isCaptionHidden
              rows={items}
              rowKey={(one) => one.event}
              columns={[
                { head: t('market.event'), isRowHead: true, cell: (one) => one.event },
                count(t('market.firms'), (one) => one.firms),
                count(t('market.stage.meeting'), (one) => one.meetings),
                count(t('market.stage.quote'), (one) => one.quotes),
                count(t('market.stage.order'), (one) => one.orders),
                {
                  head: t('market.ordered'),
                  align: 'right',
                  cell: (one) => <Money won={one.ordered} spoken />,
                },
              ]}
            />
          )
        }
      </Answer>
    </Card>
  );
}

export function MarketPage(): ReactNode {
  const { t } = useWords();
  const { role } = useSession();
  const isFirm = useIsFirm();
  return (
    <>
      <div className="page-head">
        <h1>{t('market.title')}</h1>
        <p>{t(isFirm ? 'market.why.firm' : 'market.why')}</p>
        {role.startsWith('operator') && (
          <p>
            <Link to="/ledger/orders">{t('market.to_orders')}</Link>
          </p>
        )}
      </div>
      {isFirm ? (
        <>
          <Leads />
          <Tell />
        </>
      ) : (
        <Funnels />
      )}
    </>
  );
}
