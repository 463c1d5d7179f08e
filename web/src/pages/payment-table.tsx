/* Payments with what may be done with each: approved by a second person, then confirmed by the
 * bank. */
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, done } from '../api/client.ts';
import type { Agreement, Payment } from '../api/types.ts';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Form, TextField } from '../kit/field.tsx';
import { formatTime } from '../kit/format.ts';
import { Badge, Facts, Money, Table } from '../kit/show.tsx';
import { Empty, ProblemNotice } from '../kit/states.tsx';
import { stateTone } from '../kit/tones.ts';
import { useWords } from '../words/words.tsx';

/* A reader who may not see names is told that it was a person, not which. */
function Person({ id, name }: { id: number; name: string | null | undefined }): ReactNode {
  const { t } = useWords();
  const { user_id } = useSession();
  return id === user_id ? t('payment.me') : (name ?? t('payment.somebody'));
}

const doIt = {
  approve: (id: number) =>
    done(api.POST('/api/payments/{id}/approve', { params: at(id), body: {} })),
  refuse: (id: number, note: string) =>
    done(api.POST('/api/payments/{id}/refuse', { params: at(id), body: { note } })),
  confirm: (id: number, bank_reference: string) =>
    done(api.POST('/api/payments/{id}/confirm', { params: at(id), body: { bank_reference } })),
};
type Act = keyof typeof doIt;

interface ActDialogProps {
  payment: Payment;
  act: Act;
  agreement: Agreement | null;
  onDone: () => void;
  onClose: () => void;
}

function ActDialog({ payment, act, agreement, onDone, onClose }: ActDialogProps): ReactNode {
  const { t, name } = useWords();
  const [text, setText] = useState('');
  const run = useMutation({
    mutationFn: () => doIt[act](payment.id, text.trim()),
    onSuccess: onDone,
  });
  const isReady = act === 'approve' || text.trim() !== '';
  const funderName = (id: string): string => {
    const share = agreement?.shares?.find((one) => one.funder === id);
    return share ? name(share) : id;
  };
  return (
    <Dialog title={t(`payment.${act}`)} onClose={onClose}>
      <p>{t(`payment.${act}.what`)}</p>
      <Facts
        items={[
          [t('payment.payee'), payment.payee],
          [t('payment.amount'), <Money key="amount" won={payment.amount} spoken />],
          ...payment.parts.map((part): [string, ReactNode] => [
            funderName(part.funder),
            <Money key={part.funder} won={part.amount} />,
          ]),
          [t('payment.evidence'), payment.evidence],
          [
            t('payment.requested_by'),
            <Person key="person" id={payment.requested_by} name={payment.requested_by_name} />,
          ],
        ]}
      />
      <Form onSubmit={() => isReady && run.mutate()}>
        {act !== 'approve' && (
          <TextField
            label={act === 'refuse' ? t('review.note') : t('money.bank_reference')}
            value={text}
            onChange={setText}
            autoFocus
          />
        )}
        {run.error && <ProblemNotice error={run.error} />}
        <div className="actions">
          <Button
            kind={act === 'refuse' ? 'danger' : 'primary'}
            type="submit"
            isPending={run.isPending}
            isDisabled={!isReady}
          >
            {t(`payment.${act}.go`)}
          </Button>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

interface PaymentTableProps {
  payments: Payment[];
  agreement: Agreement | null;
  onChanged: () => void;
}

export function PaymentTable({ payments, agreement, onChanged }: PaymentTableProps): ReactNode {
  const { t, label, language, name } = useWords();
  const { role, user_id } = useSession();
  const [open, setOpen] = useState<{ payment: Payment; act: Act } | null>(null);
  if (payments.length === 0) return <Empty title={t('payments.none')} />;
  const acts = (payment: Payment): Act[] => {
    if (role !== 'operator_finance') return [];
    if (payment.state === 'requested')
      return payment.requested_by === user_id ? ['refuse'] : ['approve', 'refuse'];
    return payment.state === 'approved' ? ['confirm', 'refuse'] : [];
  };
  const trancheName = (payment: Payment): string => {
    const tranche = agreement?.tranches?.find((one) => one.id === payment.tranche);
    return tranche ? name(tranche) : payment.tranche;
  };
  return (
    <>
      <Table
        caption={t('payments.title')}
        isCaptionHidden
        rows={payments}
        rowKey={(payment) => payment.id}
        columns={[
          { head: t('payment.payee'), isRowHead: true, cell: (payment) => payment.payee },
          { head: t('programme.tranche'), cell: trancheName },
          {
            head: t('payment.amount'),
            align: 'right',
            cell: (payment) => <Money won={payment.amount} spoken />,
          },
          {
            head: t('case.state'),
            cell: (payment) => (
              <Badge tone={payment.state === 'approved' ? 'info' : stateTone(payment.state)}>
                {label('payment_state', payment.state)}
              </Badge>
            ),
          },
          {
            head: t('payment.people'),
            cell: (payment) => (
              <>
                <Person id={payment.requested_by} name={payment.requested_by_name} />
                {payment.approved_by != null && (
                  <>
                    {' → '}
                    <Person id={payment.approved_by} name={payment.approved_by_name} />
                  </>
                )}
              </>
            ),
          },
          {
            head: t('payment.at'),
            cell: (payment) => formatTime(payment.paid_at ?? payment.requested_at, language),
          },
          ...(payments.some((payment) => acts(payment).length > 0)
            ? [
                {
                  head: t('common.do'),
                  cell: (payment: Payment) => (
                    <div className="row-actions">
                      {acts(payment).map((act) => (
                        <Button
                          key={act}
                          kind={act === 'refuse' ? 'plain' : 'primary'}
                          onPress={() => setOpen({ payment, act })}
                        >
                          {t(`payment.${act}`)}
                        </Button>
                      ))}
                    </div>
                  ),
                },
              ]
            : []),
        ]}
      />
      {open && (
        <ActDialog
          payment={open.payment}
          act={open.act}
          agreement={agreement}
          onDone={() => {
            setOpen(null);
            onChanged();
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
