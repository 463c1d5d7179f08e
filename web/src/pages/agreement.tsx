/* One agreement: who must move, the three signatures, the money of the three parties, and its
 * payments. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, done, taken } from '../api/client.ts';
import type { Agreement } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { useSession } from '../app/session.tsx';
import { Download } from '../kit/download.tsx';
import { Button } from '../kit/button.tsx';
import { CaseRail } from '../kit/case-rail.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Form, MoneyField, SelectField, TextField } from '../kit/field.tsx';
import { formatTime } from '../kit/format.ts';
import { parseWon } from '../kit/money.ts';
import { Badge, Card, Facts, Money, Table } from '../kit/show.tsx';
import { SplitBar } from '../kit/split-bar.tsx';
import { Answer, Notice, ProblemNotice } from '../kit/states.tsx';
import { stateTone } from '../kit/tones.ts';
import { useWords } from '../words/words.tsx';
import { EvidenceSummary } from './evidence.tsx';
import { MatterPanel } from './matter.tsx';
import { PaymentTable } from './payment-table.tsx';
import { ProjectPanels } from './project-panel.tsx';
import { AgreementEntries } from './trace.tsx';

const signers = ['adopter_owner', 'sponsor_officer', 'operator_officer'];

function useRefresh(id: number): () => void {
  const client = useQueryClient();
  return () => {
    for (const queryKey of [['agreement', id], ['agreements'], ['dashboard'], ['ledger']])
      void client.invalidateQueries({ queryKey });
  };
}

function Waiting({ waiting }: { waiting: NonNullable<Agreement['waiting_for']> }): ReactNode {
  const { t, name } = useWords();
  return (
    <Card title={t('case.waiting')}>
      {waiting.length === 0 ? (
        <p>{t('agreement.nobody_waits')}</p>
      ) : (
        <ul className="waiting">
          {waiting.map((one) => (
            <li key={one.organisation + one.ko}>
              <span>{one.organisation}</span>
              <Badge tone="warn">{name(one)}</Badge>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Signatures({ agreement }: { agreement: Agreement }): ReactNode {
  const { t, language } = useWords();
  const session = useSession();
  const refresh = useRefresh(agreement.id);
  const [isOpen, setIsOpen] = useState(false);
  const signatures = agreement.signatures ?? [];
  const own = signatures.find((signature) => signature.organisation_id === session.organisation_id);
  const sign = useMutation({
    mutationFn: () =>
      done(api.POST('/api/agreements/{id}/sign', { params: at(agreement.id), body: {} })),
    onSuccess: () => {
      setIsOpen(false);
      refresh();
    },
  });
  const maySign = signers.includes(session.role) && own !== undefined && own.at === null;
  return (
    <Card title={t('agreement.signatures')}>
      <ul className="signatures">
        {signatures.map((signature) => (
          <li key={signature.organisation_id} className={signature.at ? 'signed' : 'unsigned'}>
            <b>{signature.organisation}</b>
            {signature.at ? (
              <span>
                {signature.name} · {formatTime(signature.at, language)}
              </span>
            ) : (
              <Badge tone="warn">{t('agreement.unsigned')}</Badge>
            )}
          </li>
        ))}
      </ul>
      {maySign && (
        <Button kind="primary" onPress={() => setIsOpen(true)}>
          {t('agreement.sign')}
        </Button>
      )}
      {isOpen && (
        <Dialog title={t('agreement.sign')} onClose={() => setIsOpen(false)}>
          <p>{t('agreement.sign.what', { title: agreement.title ?? '' })}</p>
          <SplitBar shares={agreement.shares} caption={t('split.caption')} />
          {sign.error && <ProblemNotice error={sign.error} />}
          <div className="actions">
            <Button kind="primary" onPress={() => sign.mutate()} isPending={sign.isPending}>
              {t('agreement.sign.go')}
            </Button>
            <Button onPress={() => setIsOpen(false)}>{t('common.cancel')}</Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}

function Deposit({ agreement }: { agreement: Agreement }): ReactNode {
  const { t } = useWords();
  const refresh = useRefresh(agreement.id);
  const own = agreement.shares?.find((share) => share.party === 'adopter')?.amount;
  const [amount, setAmount] = useState('');
  const [reference, setReference] = useState('');
  const won = parseWon(amount);
  const deposit = useMutation({
    mutationFn: () =>
      done(
        api.POST('/api/agreements/{id}/deposits', {
          params: at(agreement.id),
          body: {
            amount: won ?? undefined,
            bank_reference: reference.trim(),
          },
        }),
      ),
    onSuccess: () => {
      setAmount('');
      setReference('');
      refresh();
    },
  });
  return (
    <Card title={t('deposit.title')}>
      <p>
        {t('deposit.so_far')} <Money won={agreement.deposited} /> / <Money won={own} spoken />
      </p>
      <Form onSubmit={() => won && reference.trim() && deposit.mutate()}>
        <MoneyField label={t('deposit.amount')} value={amount} onChange={setAmount} />
        <TextField
          label={t('money.bank_reference')}
          value={reference}
          onChange={setReference}
          description={t('money.bank_reference.note')}
        />
        {deposit.error && <ProblemNotice error={deposit.error} />}
        <Button
          kind="primary"
          type="submit"
          isPending={deposit.isPending}
          isDisabled={!won || !reference.trim()}
        >
          {t('deposit.go')}
        </Button>
      </Form>
    </Card>
  );
}

function RequestPayment({ agreement }: { agreement: Agreement }): ReactNode {
  const { t, name } = useWords();
  const refresh = useRefresh(agreement.id);
  const open = (agreement.tranches ?? []).filter((tranche) => tranche.paid < tranche.amount);
  const [tranche, setTranche] = useState(open[0]?.id ?? '');
  const chosen = open.find((one) => one.id === tranche) ?? open[0];
  const [amount, setAmount] = useState('');
  const [payee, setPayee] = useState('');
  const [evidence, setEvidence] = useState('');
  const won =
    amount.trim() === '' ? (chosen ? chosen.amount - chosen.paid : null) : parseWon(amount);
  const request = useMutation({
    mutationFn: () =>
      done(
        api.POST('/api/agreements/{id}/payments', {
          params: at(agreement.id),
          body: {
            tranche: chosen?.id,
            amount: won ?? undefined,
            payee: payee.trim(),
            evidence: evidence.trim(),
          },
        }),
      ),
    onSuccess: () => {
      setAmount('');
      setEvidence('');
      refresh();
    },
  });
  if (!chosen) return null;
  const isReady = won !== null && won > 0 && payee.trim() !== '' && evidence.trim() !== '';
  return (
    <Card title={t('payment.request')}>
      <Form onSubmit={() => isReady && request.mutate()}>
        <SelectField
          label={t('programme.tranche')}
          value={chosen.id}
          onChange={setTranche}
          choices={open.map((one) => ({ value: one.id, text: name(one) }))}
        />
        <MoneyField
          label={t('payment.amount')}
          value={amount}
          onChange={setAmount}
          description={t('payment.amount.note')}
        />
        {amount.trim() === '' && won !== null && (
          <p className="field-note">
            {t('payment.amount.rest')} <Money won={won} spoken />
          </p>
        )}
        <TextField label={t('payment.payee')} value={payee} onChange={setPayee} />
        <TextField
          label={t('payment.evidence')}
          value={evidence}
          onChange={setEvidence}
          description={t('payment.evidence.note')}
        />
        {request.error && <ProblemNotice error={request.error} />}
        {request.isSuccess && <Notice kind="ok" title={t('payment.requested')} />}
        <Button kind="primary" type="submit" isPending={request.isPending} isDisabled={!isReady}>
          {t('payment.request.go')}
        </Button>
      </Form>
    </Card>
  );
}

/* Deposit and payments are read from the money; a reader without amounts sees signatures only. */
function railOf(agreement: Agreement): number {
  if (agreement.state === 'signing') return 2;
  const own = agreement.shares?.find((share) => share.party === 'adopter')?.amount;
  if (own === undefined || agreement.deposited === undefined || agreement.deposited < own) return 3;
  return agreement.tranches?.every((tranche) => tranche.paid >= tranche.amount) ? 5 : 4;
}

function AgreementView({ agreement }: { agreement: Agreement }): ReactNode {
  const { t, name, label } = useWords();
  const session = useSession();
  const refresh = useRefresh(agreement.id);
  const isAdopter = session.organisation_id === agreement.adopter_id;
  const isFinance =
    session.organisation_id === agreement.operator_id && session.role === 'operator_finance';
  const isActive = agreement.state === 'active';
  return (
    <>
      <div className="page-head">
        <h1>
          {agreement.title ?? t('agreement.nameless', { id: agreement.id })}{' '}
          {agreement.state && (
            <Badge tone={stateTone(agreement.state)}>{label('state', agreement.state)}</Badge>
          )}
        </h1>
        <Facts
          items={[
            [t('application.number'), agreement.number],
            [t('case.adopter'), agreement.adopter],
            [t('case.sponsor'), agreement.sponsor],
            [t('case.operator'), agreement.operator],
          ]}
        />
        {agreement.application_id !== undefined && (
          <p>
            <Link to={`/applications/${agreement.application_id}`}>
              {t('agreement.application')}
            </Link>
          </p>
        )}
        <Download path={`/agreements/${agreement.id}.pdf`}>{t('papers.pdf')}</Download>
      </div>
      {agreement.state && <CaseRail at={railOf(agreement)} />}
      <div className="with-side">
        <div>
          <Card title={t('agreement.money')}>
            <SplitBar
              shares={agreement.shares}
              caption={t('split.caption')}
              withPaid
              {...(isAdopter && { ownParty: 'adopter' })}
            />
          </Card>
          <Card title={t('agreement.tranches')}>
            <Table
              caption={t('agreement.tranches')}
              isCaptionHidden
              rows={(agreement.tranches ?? []).filter((tranche) => tranche.id)}
              rowKey={(tranche) => tranche.id}
              columns={[
                { head: t('programme.tranche'), isRowHead: true, cell: name },
                {
                  head: t('split.amount'),
                  align: 'right',
                  cell: (tranche) => <Money won={tranche.amount} spoken />,
                },
                {
                  head: t('split.paid'),
                  align: 'right',
                  cell: (tranche) => <Money won={tranche.paid} />,
                },
              ]}
            />
          </Card>
          <Card title={t('payments.title')}>
            <PaymentTable
              payments={agreement.payments ?? []}
              agreement={agreement}
              onChanged={refresh}
            />
          </Card>
          {isActive && <EvidenceSummary id={agreement.id} />}
          {isActive && <ProjectPanels agreement={agreement} />}
          {isActive && agreement.application_id !== undefined && (
            <MatterPanel application={agreement.application_id} />
          )}
        </div>
        <div className="side">
          {agreement.waiting_for && <Waiting waiting={agreement.waiting_for} />}
          {agreement.signatures && <Signatures agreement={agreement} />}
          {isActive && isFinance && railOf(agreement) === 3 && <Deposit agreement={agreement} />}
          {isActive && isFinance && <RequestPayment agreement={agreement} />}
        </div>
      </div>
    </>
  );
}

export function AgreementPage({ params }: PageProps): ReactNode {
  const id = Number(params.id);
  const query = useQuery({
    queryKey: ['agreement', id],
    queryFn: ({ signal }) =>
      taken<Agreement>(api.GET('/api/agreements/{id}', { params: at(id), signal })),
  });
  return (
    <Answer query={query}>
      {(agreement) => (
        <>
          <AgreementView agreement={agreement} />
          {agreement.state === 'active' && <AgreementEntries id={agreement.id} />}
        </>
      )}
    </Answer>
  );
}
