/* One call: how long, how much, for whom, what is handed in; and what its operating body and its
 * sponsor do with it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, taken } from '../api/client.ts';
import { ruleConditions } from '../api/documents.ts';
import type { Call } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { useSessionState } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, MoneyField, TextField } from '../kit/field.tsx';
import { formatTime } from '../kit/format.ts';
import { parseWon } from '../kit/money.ts';
import { Card, Facts, Money, Table } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { CallPhaseBadge } from './calls.tsx';
import { TrySplit } from './programmes.tsx';

/* What the operating body can do next; the server holds the table of steps. */
const nextSteps: Record<Call['state'], readonly string[]> = {
  draft: ['open', 'withdraw'],
  open: ['extend', 'close', 'withdraw'],
  closed: ['finish'],
  finished: [],
  withdrawn: [],
};

/* A day of the page is a day in Korea; a call ends at 18:00. */
export const closingTime = (day: string): string => `${day}T18:00:00+09:00`;

function StepDialog({
  call,
  step,
  onClose,
}: {
  call: Call;
  step: string;
  onClose: () => void;
}): ReactNode {
  const { t, label } = useWords();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const [day, setDay] = useState('');
  const extends_ = step === 'extend';
  const move = useMutation({
    mutationFn: () =>
      taken<Call>(
        api.POST('/api/calls/{id}/steps/{key}', {
          params: { path: { id: call.id, key: step } },
          body: { note: note.trim(), closes_at: extends_ && day ? closingTime(day) : null },
        }),
      ),
    onSuccess: (moved) => {
      client.setQueryData(['call', String(call.id)], moved);
      void client.invalidateQueries({ queryKey: ['calls'] });
      onClose();
    },
  });
  const { beside, rest } = useFieldErrors(move.error, ['note', 'closes_at']);
  return (
    <Dialog title={label('call.action', step)} onClose={onClose}>
      <Form onSubmit={() => move.mutate()}>
        {extends_ && (
          <TextField
            label={t('call.new_end')}
            type="date"
            value={day}
            onChange={setDay}
            error={beside.closes_at ?? null}
          />
        )}
        <TextField
          label={t('call.note')}
          value={note}
          onChange={setNote}
          lines={2}
          maxLength={2000}
          description={t('call.note.note')}
          error={beside.note ?? null}
        />
        {rest !== null && <ProblemNotice error={rest} />}
        <div className="actions">
          <Button kind="primary" type="submit" isPending={move.isPending}>
            {label('call.action', step)}
          </Button>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

function Steps({ call }: { call: Call }): ReactNode {
  const { t, label } = useWords();
  const [step, setStep] = useState<string | null>(null);
  const steps = nextSteps[call.state];
  return (
    <Card title={t('call.steps')}>
      <div className="actions">
        <Link to={`/calls/${call.id}/outreach`} className="button">
          {t('outreach.title')}
        </Link>
        {call.state === 'draft' && (
          <Link to={`/calls/${call.id}/edit`} className="button">
            {t('call.edit')}
          </Link>
        )}
        {steps.map((one) => (
          <Button
            key={one}
            kind={one === 'withdraw' ? 'danger' : one === 'open' ? 'primary' : 'plain'}
            onPress={() => setStep(one)}
          >
            {label('call.action', one)}
          </Button>
        ))}
      </div>
      {step && <StepDialog call={call} step={step} onClose={() => setStep(null)} />}
    </Card>
  );
}

function PledgeToCall({ call }: { call: Call }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [amount, setAmount] = useState('');
  const won = parseWon(amount);
  const pledge = useMutation({
    mutationFn: () =>
      taken<Call>(
        api.POST('/api/calls/{id}/pledges', {
          params: at(call.id),
          body: { amount: won ?? undefined },
        }),
      ),
    onSuccess: () => {
      setAmount('');
      void client.invalidateQueries({ queryKey: ['contributions'] });
    },
  });
  return (
    <Card title={t('call.pledge')}>
      <p>{t('call.pledge.why')}</p>
      <Form onSubmit={() => won !== null && won > 0 && pledge.mutate()}>
        <MoneyField label={t('contribution.amount')} value={amount} onChange={setAmount} />
        {pledge.error && <ProblemNotice error={pledge.error} />}
        {pledge.isSuccess && <Notice kind="ok" title={t('call.pledge.done')} />}
        <Button
          kind="primary"
          type="submit"
          isPending={pledge.isPending}
          isDisabled={won === null || won <= 0}
        >
          {t('call.pledge.go')}
        </Button>
      </Form>
    </Card>
  );
}

function WhoMay({ call }: { call: Call }): ReactNode {
  const { t, name } = useWords();
  const conditions = useQuery({
    queryKey: ['rules', call.programme],
    queryFn: async ({ signal }) =>
      ruleConditions(
        await taken<unknown>(
          api.GET('/api/programmes/{key}/document', {
            params: { path: { key: call.programme } },
            signal,
          }),
        ),
      ),
    staleTime: Infinity,
  });
  return (
    <Card title={t('call.who')}>
      {call.who !== '' && (
        <>
          <h3 className="call-sub">{t('call.who.own')}</h3>
          <p className="prose">{call.who}</p>
        </>
      )}
      <h3 className="call-sub">{t('call.who.rules')}</h3>
      <Answer query={conditions}>
        {(found) =>
          found.length === 0 ? (
            <p>{t('call.who.none')}</p>
          ) : (
            <ul>
              {found.map((one) => (
                <li key={one.ko}>{name(one)}</li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Card>
  );
}

function Budget({ call }: { call: Call }): ReactNode {
  const { t, name } = useWords();
  return (
    <>
      <Card title={t('call.pays')}>
        <p>{t('call.pays.why')}</p>
        <TrySplit programme={{ key: call.programme }} />
      </Card>
      <Card title={t('call.funders')}>
        {call.funders.length === 0 ? (
          <Empty title={t('calls.none')} />
        ) : (
          <Table
            caption={t('call.funders')}
            isCaptionHidden
            rows={call.funders}
            rowKey={(one) => one.funder}
            columns={[
              { head: t('call.funder'), isRowHead: true, cell: name },
              { head: t('call.payer'), cell: (one) => one.organisation },
              {
                head: t('call.promised'),
                align: 'right',
                cell: (one) => <Money won={one.amount} spoken />,
              },
              { head: t('call.agreed'), align: 'right', cell: (one) => <Money won={one.agreed} /> },
            ]}
          />
        )}
      </Card>
    </>
  );
}

function Papers({ call }: { call: Call }): ReactNode {
  const { t } = useWords();
  return (
    <Card title={t('call.papers')}>
      {call.papers.length === 0 ? (
        <p>{t('call.papers.none')}</p>
      ) : (
        <ul>
          {call.papers.map((one) => (
            <li key={one.name}>
              {one.name} ({one.required ? t('call.required') : t('call.optional')})
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function HowToApply(): ReactNode {
  const { t } = useWords();
  const { session } = useSessionState();
  const isFirm = session?.role === 'adopter_owner' || session?.role === 'adopter_member';
  if (session && !isFirm) return null;
  return (
    <Card title={t('call.apply')}>
      <p>{t('call.apply.why')}</p>
      <Link to="/plans" className="button button-primary">
        {t(session ? 'call.apply.go' : 'call.apply.sign_in')}
      </Link>
    </Card>
  );
}

function CallView({ call }: { call: Call }): ReactNode {
  const { t, pick, label, language } = useWords();
  const { session } = useSessionState();
  const mine = session?.role === 'operator_officer' && session.organisation_id === call.operator_id;
  const isOurs =
    session?.role.startsWith('operator') && session.organisation_id === call.operator_id;
  const pledges =
    session?.role === 'sponsor_officer' &&
    session.organisation_id === call.sponsor_id &&
    (call.state === 'draft' || call.state === 'open');
  return (
    <>
      <div className="page-head">
        <h1>{call.title}</h1>
        <p>
          <CallPhaseBadge call={call} />
        </p>
        <Facts
          items={[
            [t('call.number'), call.number],
            [t('call.programme'), pick(call.programme_ko, call.programme_en)],
            [
              t('call.days'),
              `${formatTime(call.opens_at, language)} ~ ${formatTime(call.closes_at, language)}`,
            ],
            [t('call.budget'), <Money key="budget" won={call.support} spoken />],
            [
              t('call.a_firm'),
              call.support_max ? (
                <Money key="firm" won={call.support_max} spoken />
              ) : (
                t('programme.no_max')
              ),
            ],
            [t('call.quota'), t('call.quota.of', { approved: call.approved, quota: call.quota })],
            [t('call.submitted'), t('call.firms', { count: call.submitted })],
            [t('call.operator'), call.operator],
            [t('call.sponsor'), call.sponsor ?? '—'],
            [t('call.basis'), call.basis],
          ]}
        />
      </div>
      {isOurs && call.state !== 'draft' && (
        <p>
          <Link to={`/calls/${call.id}/committee`}>{t('committee.title')}</Link>
        </p>
      )}
      {mine && <Steps call={call} />}
      {pledges && <PledgeToCall call={call} />}
      {call.phase === 'open' && <HowToApply />}
      <Card title={t('call.body')}>
        <p className="prose">{call.body}</p>
      </Card>
      <WhoMay call={call} />
      <Budget call={call} />
      <Papers call={call} />
      <Card title={t('call.history')}>
        <Table
          caption={t('call.history')}
          isCaptionHidden
          rows={call.history.map((one, i) => ({ ...one, i }))}
          rowKey={(one) => one.i}
          columns={[
            {
              head: t('call.title'),
              isRowHead: true,
              cell: (one) => label('call.action', one.action),
            },
            { head: t('call.when'), cell: (one) => formatTime(one.at, language) },
            { head: t('call.note'), cell: (one) => one.note || '—' },
          ]}
        />
      </Card>
    </>
  );
}

export function CallPage({ params }: PageProps): ReactNode {
  const id = params['id'] ?? '';
  const query = useQuery({
    queryKey: ['call', id],
    queryFn: ({ signal }) =>
      taken<Call>(api.GET('/api/calls/{id}', { params: at(Number(id)), signal })),
  });
  return <Answer query={query}>{(call) => <CallView call={call} />}</Answer>;
}
