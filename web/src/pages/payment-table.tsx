/* Payments with what may be done with each: approved by a second person, then confirmed by the
 * bank. */
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { post } from '../api/client.ts';
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

/* The server names people by number here; one's own part is said in words. */
function Person({ id }: { id: number }): ReactNode {
  const { t } = useWords();
  const { user_id } = useSession();
  return id === user_id ? t('payment.me') : t('payment.person', { id });
}

type Act = 'approve' | 'refuse' | 'confirm';

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
  const body =
    act === 'approve'
      ? {}
      : act === 'refuse'
        ? { note: text.trim() }
        : { bank_reference: text.trim() };
  const run = useMutation({
    mutationFn: () => post(`/payments/${payment.id}/${act}`, body),
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
          [t('payment.requested_by'), <Person key="person" id={payment.requested_by} />],
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
                <Person id={payment.requested_by} />
                {payment.approved_by !== null && (
                  <>
                    {' → '}
                    <Person id={payment.approved_by} />
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
