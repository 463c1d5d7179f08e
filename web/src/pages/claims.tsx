/* Money on its way back: who owes it, since when, what was received and returned to its sources. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, done, taken } from '../api/client.ts';
import type { ClaimState, LedgerClaim, Recovery } from '../api/money.ts';
import type { Agreement, Items } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, MoneyField, SelectField, TextField } from '../kit/field.tsx';
import { formatDay } from '../kit/format.ts';
import { parseWon } from '../kit/money.ts';
import { Badge, Card, Facts, Money, Table, type Tone } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const tones: Record<ClaimState, Tone> = {
  noticed: 'info',
  'to-dun': 'warn',
  dunned: 'warn',
  'to-collect': 'danger',
  settled: 'ok',
};
const owedOf = (claim: LedgerClaim): number =>
  (claim.owed_principal ?? 0) + (claim.owed_interest ?? 0) + (claim.owed_surcharge ?? 0);

/* Days overdue up to and with the bound; the last has none. */
const buckets = [0, 30, 90, 180, 365, Infinity] as const;
const bucketOf = (days: number): number => buckets.findIndex((bound) => days <= bound);

function Ageing({ claims }: { claims: readonly LedgerClaim[] }): ReactNode {
  const { t } = useWords();
  const open = claims.filter((claim) => claim.state !== 'settled');
  const rows = buckets.map((bound, i) => {
    const inside = open.filter((claim) => bucketOf(claim.days_overdue ?? 0) === i);
    return { bound, from: buckets[i - 1], claims: inside };
  });
  return (
    <Table
      caption={t('claims.ageing')}
      isCaptionHidden
      rows={rows}
      rowKey={(row) => row.bound}
      columns={[
        {
          head: t('claims.age'),
          isRowHead: true,
          cell: ({ bound, from }) =>
            bound === 0
              ? t('claims.age.none')
              : bound === Infinity
                ? t('claims.age.over', { days: from ?? 0 })
                : t('claims.age.to', { from: (from ?? 0) + 1, to: bound }),
        },
        { head: t('claims.count'), align: 'right', cell: (row) => row.claims.length },
        {
          head: t('claims.owed'),
          align: 'right',
          cell: (row) => (
            <Money won={row.claims.reduce((sum, claim) => sum + owedOf(claim), 0)} />
          ),
        },
      ]}
    />
  );
}

type Act = 'receive' | 'dun' | 'return';

function ActDialog({
  claim,
  act,
  onClose,
}: {
  claim: LedgerClaim;
  act: Act;
  onClose: () => void;
}): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [amount, setAmount] = useState('');
  const won = parseWon(amount);
  const run = useMutation({
    mutationFn: () =>
      act === 'receive'
        ? done(
            api.POST('/api/ledger/claims/{id}/receipts', {
              params: at(claim.id),
              body: { amount: won ?? 0 },
            }),
          )
        : act === 'dun'
          ? done(api.POST('/api/ledger/claims/{id}/dun', { params: at(claim.id), body: {} }))
          : done(api.POST('/api/ledger/claims/{id}/return', { params: at(claim.id), body: {} })),
    onSuccess: () => {
      void client.invalidateQueries();
      onClose();
    },
  });
  const { beside, rest } = useFieldErrors(run.error, ['amount']);
  const isReady = act !== 'receive' || (won !== null && won > 0);
  return (
    <Dialog title={t(`claims.${act}`)} onClose={onClose}>
      <p>{t(`claims.${act}.what`)}</p>
      <Facts
        items={[
          [t('claims.debtor'), claim.debtor ?? '—'],
          [t('claims.owed'), <Money key="owed" won={owedOf(claim)} spoken />],
        ]}
      />
      <Form onSubmit={() => isReady && run.mutate()}>
        {act === 'receive' && (
          <MoneyField
            label={t('split.amount')}
            value={amount}
            onChange={setAmount}
            error={beside.amount ?? null}
          />
        )}
        {rest !== null && <ProblemNotice error={rest} />}
        <div className="actions">
          <Button kind="primary" type="submit" isPending={run.isPending} isDisabled={!isReady}>
            {t(`claims.${act}.go`)}
          </Button>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

function Claims({ claims }: { claims: readonly LedgerClaim[] }): ReactNode {
  const { t, label, language } = useWords();
  const { role } = useSession();
  const [open, setOpen] = useState<{ claim: LedgerClaim; act: Act } | null>(null);
  if (claims.length === 0) return <Empty title={t('claims.none')} />;
  const actsOf = (claim: LedgerClaim): Act[] => {
    const acts: Act[] = claim.state === 'settled' ? [] : ['receive'];
    if (claim.state === 'to-dun' || claim.state === 'to-collect') acts.push('dun');
    if ((claim.principal ?? 0) > (claim.owed_principal ?? 0)) acts.push('return');
    return acts;
  };
  return (
    <>
      <Table
        caption={t('claims.list')}
        isCaptionHidden
        rows={claims}
        rowKey={(claim) => claim.id}
        columns={[
          { head: t('claims.debtor'), isRowHead: true, cell: (claim) => claim.debtor ?? '—' },
          {
            head: t('agreement.title'),
            cell: (claim) => (
              <Link to={`/agreements/${claim.project}`}>
                {t('ledger.project.of', { id: claim.project ?? '' })}
              </Link>
            ),
          },
          {
            head: t('claims.principal'),
            align: 'right',
            cell: (claim) => <Money won={claim.principal} />,
          },
          {
            head: t('claims.owed'),
            align: 'right',
            cell: (claim) => <Money won={owedOf(claim)} />,
          },
          {
            head: t('claims.interest'),
            align: 'right',
            cell: (claim) => <Money won={claim.owed_interest} />,
          },
          { head: t('claims.due'), cell: (claim) => formatDay(claim.due, language) },
          {
            head: t('claims.late'),
            align: 'right',
            cell: (claim) => t('claims.days', { days: claim.days_overdue ?? 0 }),
          },
          { head: t('claims.dunnings'), align: 'right', cell: (claim) => claim.dunnings },
          {
            head: t('case.state'),
            cell: (claim) =>
              claim.state && (
                <Badge tone={tones[claim.state]}>{label('claim_state', claim.state)}</Badge>
              ),
          },
          ...(role === 'operator_finance'
            ? [
                {
                  head: t('common.do'),
                  cell: (claim: LedgerClaim) => (
                    <div className="row-actions">
                      {actsOf(claim).map((act) => (
                        <Button key={act} onPress={() => setOpen({ claim, act })}>
                          {t(`claims.${act}`)}
                        </Button>
                      ))}
                    </div>
                  ),
                },
              ]
            : []),
        ]}
      />
      {open && <ActDialog claim={open.claim} act={open.act} onClose={() => setOpen(null)} />}
    </>
  );
}

function Raise(): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [agreement, setAgreement] = useState('');
  const [amount, setAmount] = useState('');
  const [basis, setBasis] = useState('');
  const [decision, setDecision] = useState('');
  const won = parseWon(amount);
  const agreements = useQuery({
    queryKey: ['agreements'],
    queryFn: ({ signal }) => taken<Items<Agreement>>(api.GET('/api/agreements', { signal })),
  });
  const raise = useMutation({
    mutationFn: () =>
      taken<LedgerClaim>(
        api.POST('/api/ledger/claims', {
          body: {
            agreement_id: Number(agreement || agreements.data?.items[0]?.id),
            amount: won ?? 0,
            basis: basis.trim(),
            decision: decision.trim(),
          },
        }),
      ),
    onSuccess: () => {
      setAmount('');
      setDecision('');
      void client.invalidateQueries();
    },
  });
  const { beside, rest } = useFieldErrors(raise.error, [
    'agreement_id',
    'amount',
    'basis',
    'decision',
  ]);
  const isWhole =
    won !== null && won > 0 && basis.trim() !== '' && decision.trim() !== '';
  return (
    <Card title={t('claims.raise')}>
      <p>{t('claims.raise.why')}</p>
      <Answer query={agreements}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('claims.raise.none')} />
          ) : (
            <Form onSubmit={() => isWhole && raise.mutate()}>
              <SelectField
                label={t('agreement.title')}
                value={agreement}
                onChange={setAgreement}
                choices={items.map((one) => ({
                  value: String(one.id),
                  text: [one.number, one.adopter].filter(Boolean).join(' · '),
                }))}
                error={beside.agreement_id ?? null}
              />
              <MoneyField
                label={t('claims.principal')}
                value={amount}
                onChange={setAmount}
                error={beside.amount ?? null}
              />
              <TextField
                label={t('claims.basis')}
                value={basis}
                onChange={setBasis}
                maxLength={130}
                description={t('claims.basis.note')}
                error={beside.basis ?? null}
              />
              <TextField
                label={t('claims.decision')}
                value={decision}
                onChange={setDecision}
                lines={3}
                maxLength={2000}
                description={t('claims.decision.note')}
                error={beside.decision ?? null}
              />
              {rest !== null && <ProblemNotice error={rest} />}
              {raise.isSuccess && <Notice kind="ok" title={t('claims.raised')} />}
              <Button
                kind="primary"
                type="submit"
                isPending={raise.isPending}
                isDisabled={!isWhole}
              >
                {t('claims.raise.go')}
              </Button>
            </Form>
          )
        }
      </Answer>
    </Card>
  );
}

function MatterReceipt({ claim, onClose }: { claim: Recovery; onClose: () => void }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [amount, setAmount] = useState('');
  const [reference, setReference] = useState('');
  const won = parseWon(amount);
  const receive = useMutation({
    mutationFn: () =>
      done(
        api.POST('/api/matters/{id}/receipts', {
          params: at(claim.matter_id),
          body: { amount: won ?? 0, bank_reference: reference.trim() },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries();
      onClose();
    },
  });
  const { beside, rest } = useFieldErrors(receive.error, ['amount', 'bank_reference']);
  const isWhole = won !== null && won > 0 && reference.trim() !== '';
  return (
    <Dialog title={t('claims.receive')} onClose={onClose}>
      <p>
        {claim.debtor} <Money won={claim.owed} spoken />
      </p>
      <Form onSubmit={() => isWhole && receive.mutate()}>
        <MoneyField
          label={t('split.amount')}
          value={amount}
          onChange={setAmount}
          error={beside.amount ?? null}
        />
        <TextField
          label={t('money.bank_reference')}
          value={reference}
          onChange={setReference}
          description={t('money.bank_reference.note')}
          maxLength={80}
          error={beside.bank_reference ?? null}
        />
        {rest !== null && <ProblemNotice error={rest} />}
        <div className="actions">
          <Button
            kind="primary"
            type="submit"
            isPending={receive.isPending}
            isDisabled={!isWhole}
          >
            {t('claims.receive.go')}
          </Button>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

/* Recoveries that are procedures of their rules: their receipts carry the bank's reference. */
function Recoveries(): ReactNode {
  const { t, label, language } = useWords();
  const { role } = useSession();
  const [open, setOpen] = useState<Recovery | null>(null);
  const query = useQuery({
    queryKey: ['recoveries'],
    queryFn: ({ signal }) => taken<Items<Recovery>>(api.GET('/api/claims', { signal })),
  });
  return (
    <Card title={t('claims.matters')}>
      <p>{t('claims.matters.why')}</p>
      <Answer query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('claims.none')} />
          ) : (
            <Table
              caption={t('claims.matters')}
              isCaptionHidden
              rows={items}
              rowKey={(claim) => claim.matter_id}
              columns={[
                { head: t('claims.debtor'), isRowHead: true, cell: (claim) => claim.debtor ?? '—' },
                {
                  head: t('claims.owed'),
                  align: 'right',
                  cell: (claim) => <Money won={claim.owed} />,
                },
                { head: t('claims.due'), cell: (claim) => formatDay(claim.due, language) },
                {
                  head: t('claims.late'),
                  align: 'right',
                  cell: (claim) => t('claims.days', { days: claim.days_overdue ?? 0 }),
                },
                {
                  head: t('case.state'),
                  cell: (claim) =>
                    claim.state ? label('claim_state', claim.state) : '—',
                },
                {
                  head: t('common.do'),
                  cell: (claim) =>
                    role === 'operator_finance' && (
                      <Button onPress={() => setOpen(claim)}>{t('claims.receive')}</Button>
                    ),
                },
              ]}
            />
          )
        }
      </Answer>
      {open && <MatterReceipt claim={open} onClose={() => setOpen(null)} />}
    </Card>
  );
}

export function ClaimsPage(): ReactNode {
  const { t } = useWords();
  const { role } = useSession();
  const query = useQuery({
    queryKey: ['claims'],
    queryFn: ({ signal }) => taken<Items<LedgerClaim>>(api.GET('/api/ledger/claims', { signal })),
  });
  const isFirm = role.startsWith('adopter');
  return (
    <>
      <div className="page-head">
        <h1>{t('claims.title')}</h1>
        <p>{t(isFirm ? 'claims.why.firm' : 'claims.why')}</p>
        {!isFirm && (
          <p>
            <Link to="/ledger/orders">{t('claims.orders')}</Link>
          </p>
        )}
      </div>
      <Answer query={query}>
        {({ items }) => (
          <>
            {!isFirm && (
              <Card title={t('claims.ageing')}>
                <Ageing claims={items} />
              </Card>
            )}
            <Card title={t('claims.list')}>
              <Claims claims={items} />
            </Card>
          </>
        )}
      </Answer>
      {!isFirm && <Recoveries />}
      {role === 'operator_finance' && <Raise />}
    </>
  );
}
