/* The bank's files: imported, what is certain is booked by the server; a person decides the rest,
 * line by line. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { DropZone, FileTrigger, Text, type FileDropItem } from 'react-aria-components';
import { api, at, taken } from '../api/client.ts';
import type { BankImport, BankLine, BankState, BankThing } from '../api/money.ts';
import type { Items, Organisation } from '../api/types.ts';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, SelectField, TextField } from '../kit/field.tsx';
import { formatTime } from '../kit/format.ts';
import { Badge, Card, Facts, Money, Table, type Tone } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const things: readonly BankThing[] = ['contribution', 'deposit', 'payment'];
const states: readonly BankState[] = ['open', 'matched', 'set-aside'];
const stateTones: Record<BankState, Tone> = { open: 'warn', matched: 'ok', 'set-aside': 'quiet' };

function Result({ result }: { result: BankImport }): ReactNode {
  const { t } = useWords();
  if (result.again) return <Notice kind="info" title={t('bank.again')} />;
  return (
    <Notice kind={result.open > 0 ? 'warn' : 'ok'} title={t('bank.done', { lines: result.lines })}>
      <Facts
        items={[
          [t('bank.result.matched'), result.matched],
          [t('bank.result.open'), result.open],
          [t('bank.result.known'), result.known],
        ]}
      />
    </Notice>
  );
}

function Import(): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [account, setAccount] = useState('');
  const send = useMutation({
    mutationFn: (file: File) =>
      taken<BankImport>(
        api.POST('/api/bank/files', {
          params: { query: { account: account.trim() } },
          body: file,
          bodySerializer: () => file,
          headers: { 'Content-Type': 'text/csv' },
        }),
      ),
    onSuccess: () => void client.invalidateQueries(),
  });
  const take = (file: File | undefined): void => {
    if (file) send.mutate(file);
  };
  const { beside, rest } = useFieldErrors(send.error, ['account']);
  const isReady = account.trim() !== '';
  return (
    <Card title={t('bank.import')}>
      <p>{t('bank.import.why')}</p>
      <Form onSubmit={() => undefined}>
        <TextField
          label={t('bank.account')}
          value={account}
          onChange={setAccount}
          description={t('bank.account.note')}
          inputMode="numeric"
          maxLength={40}
          error={beside.account ?? null}
        />
        <DropZone
          className="drop"
          aria-label={t('bank.drop')}
          isDisabled={!isReady}
          onDrop={(event) => {
            const item = event.items.find((one): one is FileDropItem => one.kind === 'file');
            void item?.getFile().then(take);
          }}
        >
          <Text slot="label" className="drop-label">
            {t('bank.drop')}
          </Text>
          <FileTrigger acceptedFileTypes={['.csv', 'text/csv']} onSelect={(files) => take(files?.[0])}>
            <Button isPending={send.isPending} isDisabled={!isReady}>
              {t('bank.choose')}
            </Button>
          </FileTrigger>
          {send.isPending && (
            <label className="field-note">
              {t('bank.sending')} <progress />
            </label>
          )}
        </DropZone>
      </Form>
      {rest !== null && <ProblemNotice error={rest} />}
      {send.data && <Result result={send.data} />}
    </Card>
  );
}

function LineFacts({ line }: { line: BankLine }): ReactNode {
  const { t, language } = useWords();
  return (
    <Facts
      items={[
        [t('bank.at'), formatTime(line.at, language)],
        [t(line.incoming ? 'bank.in' : 'bank.out'), <Money key="won" won={line.amount} spoken />],
        [t('bank.name'), line.name || '—'],
        [t('bank.memo'), line.memo || '—'],
        [t('bank.reference'), line.reference ?? '—'],
      ]}
    />
  );
}

function Match({ line, onClose }: { line: BankLine; onClose: () => void }): ReactNode {
  const { t, label } = useWords();
  const client = useQueryClient();
  const [thing, setThing] = useState<BankThing>(
    things.find((one) => one === line.suggested) ?? (line.incoming ? 'contribution' : 'payment'),
  );
  const [number, setNumber] = useState(line.suggested_id ? String(line.suggested_id) : '');
  const book = useMutation({
    mutationFn: () =>
      taken<BankLine>(
        api.POST('/api/bank/lines/{id}/match', {
          params: at(line.id),
          body: { thing, thing_id: Number(number) },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries();
      onClose();
    },
  });
  const { beside, rest } = useFieldErrors(book.error, ['thing', 'thing_id']);
  const isWhole = /^[1-9]\d*$/.test(number);
  return (
    <Dialog title={t('bank.match')} onClose={onClose}>
      <LineFacts line={line} />
      <Form onSubmit={() => isWhole && book.mutate()}>
        <SelectField
          label={t('bank.thing')}
          value={thing}
          onChange={(value) => setThing(value as BankThing)}
          choices={things.map((one) => ({ value: one, text: label('bank.thing', one) }))}
          error={beside.thing ?? null}
        />
        <TextField
          label={t('bank.number')}
          value={number}
          onChange={setNumber}
          inputMode="numeric"
          description={t('bank.number.note')}
          error={beside.thing_id ?? (number !== '' && !isWhole ? t('field.whole') : null)}
          autoFocus
        />
        {rest !== null && <ProblemNotice error={rest} />}
        <div className="actions">
          <Button kind="primary" type="submit" isPending={book.isPending} isDisabled={!isWhole}>
            {t('bank.match.go')}
          </Button>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

function SetAside({ line, onClose }: { line: BankLine; onClose: () => void }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const put = useMutation({
    mutationFn: () =>
      taken<BankLine>(
        api.POST('/api/bank/lines/{id}/set-aside', {
          params: at(line.id),
          body: { note: note.trim() },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['bank'] });
      onClose();
    },
  });
  const { beside, rest } = useFieldErrors(put.error, ['note']);
  return (
    <Dialog title={t('bank.aside')} onClose={onClose}>
      <p>{t('bank.aside.what')}</p>
      <LineFacts line={line} />
      <Form onSubmit={() => note.trim() && put.mutate()}>
        <TextField
          label={t('review.note')}
          value={note}
          onChange={setNote}
          maxLength={130}
          error={beside.note ?? null}
          autoFocus
        />
        {rest !== null && <ProblemNotice error={rest} />}
        <div className="actions">
          <Button kind="primary" type="submit" isPending={put.isPending} isDisabled={!note.trim()}>
            {t('bank.aside.go')}
          </Button>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

function Suggestion({ line }: { line: BankLine }): ReactNode {
  const { t, label, pick } = useWords();
  if (line.state === 'set-aside') return line.note ?? '—';
  if (line.thing)
    return `${label('bank.thing', line.thing)} ${line.thing_id ?? ''}`;
  if (!line.suggested) return t('bank.no_suggestion');
  return (
    <>
      {label('bank.thing', line.suggested)} {line.suggested_id}{' '}
      <small className="half-width">
        {pick(line.why_ko, line.why_en)}
        {line.rivals ? ` · ${t('bank.rivals', { count: line.rivals })}` : ''}
      </small>
    </>
  );
}

function Lines(): ReactNode {
  const { t, label, language } = useWords();
  const { role } = useSession();
  const [state, setState] = useState<BankState>('open');
  const [open, setOpen] = useState<{ line: BankLine; act: 'match' | 'aside' } | null>(null);
  const query = useQuery({
    queryKey: ['bank', state],
    queryFn: ({ signal }) =>
      taken<Items<BankLine>>(
        api.GET('/api/bank/lines', { params: { query: { state } }, signal }),
      ),
  });
  const mayBook = role === 'operator_finance' && state === 'open';
  return (
    <Card title={t('bank.lines')}>
      <SelectField
        label={t('case.state')}
        value={state}
        onChange={(value) => setState(value as BankState)}
        choices={states.map((one) => ({ value: one, text: label('bank.state', one) }))}
      />
      <Answer query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('bank.none', { state: label('bank.state', state) })} />
          ) : (
            <Table
              caption={t('bank.lines')}
              isCaptionHidden
              rows={items}
              rowKey={(line) => line.id}
              columns={[
                {
                  head: t('bank.name'),
                  isRowHead: true,
                  cell: (line) => line.name || line.memo || line.reference,
                },
                { head: t('bank.at'), cell: (line) => formatTime(line.at, language) },
                {
                  head: t('bank.in'),
                  align: 'right',
                  cell: (line) => (line.incoming ? <Money won={line.amount} /> : null),
                },
                {
                  head: t('bank.out'),
                  align: 'right',
                  cell: (line) => (line.incoming ? null : <Money won={line.amount} />),
                },
                { head: t('bank.memo'), cell: (line) => line.memo },
                { head: t('bank.for'), cell: (line) => <Suggestion line={line} /> },
                {
                  head: t('case.state'),
                  cell: (line) => (
                    <Badge tone={stateTones[line.state ?? state]}>
                      {label('bank.state', line.state ?? state)}
                    </Badge>
                  ),
                },
                ...(mayBook
                  ? [
                      {
                        head: t('common.do'),
                        cell: (line: BankLine) => (
                          <div className="row-actions">
                            <Button kind="primary" onPress={() => setOpen({ line, act: 'match' })}>
                              {t('bank.match')}
                            </Button>
                            <Button onPress={() => setOpen({ line, act: 'aside' })}>
                              {t('bank.aside')}
                            </Button>
                          </div>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          )
        }
      </Answer>
      {open?.act === 'match' && <Match line={open.line} onClose={() => setOpen(null)} />}
      {open?.act === 'aside' && <SetAside line={open.line} onClose={() => setOpen(null)} />}
    </Card>
  );
}

function VirtualAccount(): ReactNode {
  const { t } = useWords();
  const [number, setNumber] = useState('');
  const [organisation, setOrganisation] = useState('');
  const organisations = useQuery({
    queryKey: ['organisations'],
    queryFn: ({ signal }) => taken<Items<Organisation>>(api.GET('/api/organisations', { signal })),
  });
  const give = useMutation({
    mutationFn: () =>
      taken<{ number: string }>(
        api.POST('/api/bank/virtual-accounts', {
          body: {
            number: number.trim(),
            organisation_id: Number(organisation || organisations.data?.items[0]?.id),
          },
        }),
      ),
    onSuccess: () => setNumber(''),
  });
  const { beside, rest } = useFieldErrors(give.error, ['number', 'organisation_id']);
  return (
    <Card title={t('bank.virtual')}>
      <p>{t('bank.virtual.why')}</p>
      <Answer query={organisations}>
        {({ items }) => (
          <Form onSubmit={() => number.trim().length >= 4 && give.mutate()}>
            <SelectField
              label={t('ledger.owner')}
              value={organisation}
              onChange={setOrganisation}
              choices={items.map((one) => ({ value: String(one.id), text: one.name }))}
              error={beside.organisation_id ?? null}
            />
            <TextField
              label={t('bank.virtual.number')}
              value={number}
              onChange={setNumber}
              maxLength={40}
              error={beside.number ?? null}
            />
            {rest !== null && <ProblemNotice error={rest} />}
            {give.data && (
              <Notice kind="ok" title={t('bank.virtual.done', { number: give.data.number })} />
            )}
            <Button
              type="submit"
              isPending={give.isPending}
              isDisabled={number.trim().length < 4}
            >
              {t('bank.virtual.go')}
            </Button>
          </Form>
        )}
      </Answer>
    </Card>
  );
}

export function BankPage(): ReactNode {
  const { t } = useWords();
  const { role } = useSession();
  const isFinance = role === 'operator_finance';
  return (
    <>
      <div className="page-head">
        <h1>{t('bank.title')}</h1>
        <p>{t('bank.why')}</p>
      </div>
      {isFinance && <Import />}
      <Lines />
      {isFinance && <VirtualAccount />}
    </>
  );
}
