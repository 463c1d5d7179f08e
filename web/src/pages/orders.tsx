/* Money that moves by a decision of two persons: asked for by the accounts with the paper it rests on,
 * approved or refused by another. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, taken } from '../api/client.ts';
import type { LedgerClaim, MoneyOrder, OrderKind } from '../api/money.ts';
import type { Agreement, Items, Organisation, Programme } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, MoneyField, SelectField, TextField, type Choice } from '../kit/field.tsx';
import { formatTime } from '../kit/format.ts';
import { parseWon } from '../kit/money.ts';
import { Badge, Card, Facts, Money, Table, type Tone } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { PaperField, type Paper } from './paper-field.tsx';

type Member = 'claim_id' | 'agreement_id' | 'source_id' | 'from' | 'to' | 'amount';
/* What each kind names; the server holds the same table and has the last word. */
const membersOf: Record<OrderKind, readonly Member[]> = {
  surcharge: ['claim_id', 'amount'],
  write_off: ['claim_id'],
  designation: ['source_id', 'from', 'to', 'amount'],
  market_in: ['source_id', 'to', 'amount'],
  market_out: ['agreement_id', 'source_id', 'to', 'amount'],
  market_pay: ['agreement_id', 'source_id', 'to', 'amount'],
};
const kinds = Object.keys(membersOf) as OrderKind[];
const tones: Record<MoneyOrder['state'], Tone> = {
  asked: 'warn',
  approved: 'ok',
  refused: 'danger',
};

/* What an order speaks of can be looked up in these lists. */
function useNames() {
  const organisations = useQuery({
    queryKey: ['organisations'],
    queryFn: ({ signal }) => taken<Items<Organisation>>(api.GET('/api/organisations', { signal })),
  });
  const programmes = useQuery({
    queryKey: ['programmes'],
    queryFn: ({ signal }) => taken<Items<Programme>>(api.GET('/api/programmes', { signal })),
  });
  return {
    organisations: organisations.data?.items ?? [],
    programmes: programmes.data?.items ?? [],
  };
}

function About({ order }: { order: MoneyOrder }): ReactNode {
  const { t, name } = useWords();
  const { organisations, programmes } = useNames();
  const programme = (key: string | null | undefined): string => {
    const found = programmes.find((one) => one.key === key);
    return found ? name(found) : (key ?? '');
  };
  const source = organisations.find((one) => one.id === order.source_id)?.name;
  const way = [order.from, order.to].filter(Boolean).map(programme).join(' → ');
  return (
    <>
      {order.claim_id && (
        <>
          <Link to="/claims">{t('orders.claim.of', { id: order.claim_id })}</Link>{' '}
        </>
      )}
      {order.agreement_id && (
        <>
          <Link to={`/agreements/${order.agreement_id}`}>
            {t('orders.agreement.of', { id: order.agreement_id })}
          </Link>{' '}
        </>
      )}
      {[source, way].filter(Boolean).join(' · ')}
    </>
  );
}

/* ---- deciding ---- */

function Decide({
  order,
  approve,
  onClose,
}: {
  order: MoneyOrder;
  approve: boolean;
  onClose: () => void;
}): ReactNode {
  const { t, label } = useWords();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const decide = useMutation({
    mutationFn: () => {
      const asked = { params: at(order.id), body: { note: note.trim() } };
      return approve
        ? taken<MoneyOrder>(api.POST('/api/ledger/orders/{id}/approve', asked))
        : taken<MoneyOrder>(api.POST('/api/ledger/orders/{id}/refuse', asked));
    },
    onSuccess: () => {
      void client.invalidateQueries();
      onClose();
    },
  });
  const { beside, rest } = useFieldErrors(decide.error, ['note']);
  return (
    <Dialog title={t(approve ? 'orders.approve' : 'orders.refuse')} onClose={onClose}>
      <p>{t(approve ? 'orders.approve.what' : 'orders.refuse.what')}</p>
      <Facts
        items={[
          [t('orders.kind'), label('orders.kind', order.kind)],
          [t('orders.about'), <About key="about" order={order} />],
          [
            t('split.amount'),
            order.amount == null ? t('orders.all') : <Money key="won" won={order.amount} spoken />,
          ],
          [t('orders.reason'), order.reason],
          [t('orders.paper'), order.paper],
        ]}
      />
      <Form onSubmit={() => note.trim() && decide.mutate()}>
        <TextField
          label={t('orders.note')}
          value={note}
          onChange={setNote}
          lines={2}
          maxLength={2000}
          autoFocus
          error={beside.note ?? null}
        />
        {rest !== null && <ProblemNotice error={rest} />}
        <div className="actions">
          <Button
            kind={approve ? 'primary' : 'danger'}
            type="submit"
            isPending={decide.isPending}
            isDisabled={!note.trim()}
          >
            {t(approve ? 'orders.approve.go' : 'orders.refuse.go')}
          </Button>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

function OrderTable({ orders }: { orders: readonly MoneyOrder[] }): ReactNode {
  const { t, label, language } = useWords();
  const { role } = useSession();
  const [open, setOpen] = useState<{ order: MoneyOrder; approve: boolean } | null>(null);
  if (orders.length === 0) return <Empty title={t('orders.none')} />;
  return (
    <>
      <Table
        caption={t('orders.title')}
        isCaptionHidden
        rows={orders}
        rowKey={(order) => order.id}
        columns={[
          {
            head: t('orders.kind'),
            isRowHead: true,
            cell: (order) => label('orders.kind', order.kind),
          },
          { head: t('orders.about'), cell: (order) => <About order={order} /> },
          {
            head: t('split.amount'),
            align: 'right',
            cell: (order) =>
              order.amount == null && order.kind === 'write_off' ? (
                t('orders.all')
              ) : (
                <Money won={order.amount} spoken />
              ),
          },
          {
            head: t('orders.reason'),
            cell: (order) => (
              <div>
                {order.reason}
                <p className="fingerprint">
                  {order.paper} <code>{order.sha256}</code>
                </p>
              </div>
            ),
          },
          {
            head: t('orders.asked'),
            cell: (order) =>
              [order.asked_name, formatTime(order.asked_at, language)].filter(Boolean).join(' · '),
          },
          {
            head: t('case.state'),
            cell: (order) => (
              <div>
                <Badge tone={tones[order.state]}>{label('orders.state', order.state)}</Badge>
                {order.decided_at && (
                  <p className="field-note">
                    {[order.decided_name, formatTime(order.decided_at, language), order.note]
                      .filter(Boolean)
                      .join(' · ')}
                  </p>
                )}
              </div>
            ),
          },
          {
            head: t('common.do'),
            cell: (order) =>
              role.startsWith('operator') &&
              order.state === 'asked' && (
                <div className="row-actions">
                  <Button kind="primary" onPress={() => setOpen({ order, approve: true })}>
                    {t('orders.approve')}
                  </Button>
                  <Button kind="danger" onPress={() => setOpen({ order, approve: false })}>
                    {t('orders.refuse')}
                  </Button>
                </div>
              ),
          },
        ]}
      />
      {open && <Decide order={open.order} approve={open.approve} onClose={() => setOpen(null)} />}
    </>
  );
}

/* ---- asking ---- */

function useChoices(): Record<Exclude<Member, 'amount'>, readonly Choice[]> {
  const { t, name } = useWords();
  const { organisations, programmes } = useNames();
  const claims = useQuery({
    queryKey: ['claims'],
    queryFn: ({ signal }) => taken<Items<LedgerClaim>>(api.GET('/api/ledger/claims', { signal })),
  });
  const agreements = useQuery({
    queryKey: ['agreements', 'of-orders'],
    queryFn: ({ signal }) =>
      taken<Items<Agreement>>(
        api.GET('/api/agreements', { params: { query: { limit: 200 } }, signal }),
      ),
  });
  const keys = programmes.map((one) => ({ value: one.key, text: name(one) }));
  return {
    claim_id: (claims.data?.items ?? [])
      .filter((claim) => claim.state !== 'settled')
      .map((claim) => ({
        value: String(claim.id),
        text: `${t('orders.claim.of', { id: claim.id })} ${claim.debtor ?? ''}`,
      })),
    agreement_id: (agreements.data?.items ?? [])
      .filter((one) => one.state === 'active')
      .map((one) => ({
        value: String(one.id),
        text: [one.number, one.adopter, one.title].filter(Boolean).join(' · '),
      })),
    source_id: organisations
      .filter((one) => ['sponsor', 'ministry', 'local'].includes(one.kind))
      .map((one) => ({ value: String(one.id), text: one.name })),
    from: keys,
    to: keys,
  };
}

const blank: Record<Member, string> = {
  claim_id: '',
  agreement_id: '',
  source_id: '',
  from: '',
  to: '',
  amount: '',
};

function Ask(): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const choices = useChoices();
  const [kind, setKind] = useState<OrderKind>('surcharge');
  const [values, setValues] = useState(blank);
  const [reason, setReason] = useState('');
  const [paper, setPaper] = useState('');
  const [file, setFile] = useState<Paper | null>(null);
  const members = membersOf[kind];
  const won = parseWon(values.amount);
  const valueOf = (member: Member): string | number | null =>
    member === 'amount' ? won : member.endsWith('_id') ? Number(values[member]) : values[member];
  const ask = useMutation({
    mutationFn: () =>
      taken<MoneyOrder>(
        api.POST('/api/ledger/orders', {
          body: {
            kind,
            ...Object.fromEntries(members.map((member) => [member, valueOf(member)])),
            reason: reason.trim(),
            paper: paper.trim(),
            sha256: file?.sha256 ?? '',
          },
        }),
      ),
    onSuccess: () => {
      setValues(blank);
      setReason('');
      setPaper('');
      setFile(null);
      void client.invalidateQueries({ queryKey: ['orders'] });
    },
  });
  const { beside, rest } = useFieldErrors(ask.error, [
    ...(Object.keys(blank) as Member[]),
    'kind',
    'reason',
    'paper',
    'sha256',
  ]);
  const isWhole =
    members.every((member) => (member === 'amount' ? won !== null && won > 0 : values[member])) &&
    reason.trim() !== '' &&
    paper.trim() !== '' &&
    file !== null;
  const put = (member: Member) => (value: string) => setValues({ ...values, [member]: value });
  return (
    <Card title={t('orders.ask')}>
      <p>{t('orders.ask.why')}</p>
      <Form onSubmit={() => isWhole && ask.mutate()}>
        <SelectField
          label={t('orders.kind')}
          value={kind}
          onChange={(value) => setKind(kinds.find((one) => one === value) ?? 'surcharge')}
          error={beside.kind ?? null}
          description={t(`orders.what.${kind}`)}
          choices={kinds.map((one) => ({ value: one, text: t(`orders.kind.${one}`) }))}
        />
        {members.map((member) =>
          member === 'amount' ? (
            <MoneyField
              key={member}
              label={t('split.amount')}
              value={values.amount}
              onChange={put('amount')}
              error={beside.amount ?? null}
            />
          ) : (
            <SelectField
              key={member}
              label={t(`orders.member.${member}`)}
              value={values[member]}
              onChange={put(member)}
              error={beside[member] ?? null}
              choices={[{ value: '', text: t('matter.choose') }, ...choices[member]]}
              {...(choices[member].length === 0 && { description: t('orders.nothing') })}
            />
          ),
        )}
        <TextField
          label={t('orders.reason')}
          value={reason}
          onChange={setReason}
          lines={3}
          maxLength={2000}
          description={t('orders.reason.note')}
          error={beside.reason ?? null}
        />
        <TextField
          label={t('orders.paper')}
          value={paper}
          onChange={setPaper}
          maxLength={120}
          description={t('orders.paper.note')}
          error={beside.paper ?? null}
        />
        <PaperField paper={file} onChange={setFile} isWanted error={beside.sha256 ?? null} />
        {rest !== null && <ProblemNotice error={rest} />}
        {ask.isSuccess && <Notice kind="ok" title={t('orders.ask.done')} />}
        <Button kind="primary" type="submit" isPending={ask.isPending} isDisabled={!isWhole}>
          {t('orders.ask.go')}
        </Button>
      </Form>
    </Card>
  );
}

export function Orders(): ReactNode {
  const { t } = useWords();
  const { role } = useSession();
  const query = useQuery({
    queryKey: ['orders'],
    queryFn: ({ signal }) => taken<Items<MoneyOrder>>(api.GET('/api/ledger/orders', { signal })),
  });
  return (
    <>
      <Card title={t('orders.title')}>
        <p>{t('orders.why')}</p>
        <Answer query={query}>{({ items }) => <OrderTable orders={items} />}</Answer>
      </Card>
      {role === 'operator_finance' && <Ask />}
    </>
  );
}
