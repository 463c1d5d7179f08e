/* How a sponsor comes in: asked without an account, answered by the operating body. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, quietly, taken } from '../api/client.ts';
import type { Inquiry, InquiryState } from '../api/money.ts';
import type { Items } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, TextField } from '../kit/field.tsx';
import { formatTime } from '../kit/format.ts';
import { Badge, Card, Facts, type Tone } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

export function InquirePage(): ReactNode {
  const { t } = useWords();
  const [organisation, setOrganisation] = useState('');
  const [contact, setContact] = useState('');
  const [email, setEmail] = useState('');
  const [message, setMessage] = useState('');
  const ask = useMutation({
    mutationFn: () =>
      taken<{ id: number }>(
        quietly.POST('/api/inquiries', {
          body: {
            organisation: organisation.trim(),
            contact: contact.trim(),
            email: email.trim(),
            message: message.trim(),
          },
        }),
      ),
  });
  const { beside, rest } = useFieldErrors(ask.error, [
    'organisation',
    'contact',
    'email',
    'message',
  ]);
  const isWhole = [organisation, contact, message].every((one) => one.trim() !== '') &&
    email.includes('@');
  return (
    <>
      <div className="page-head">
        <h1>{t('inquire.title')}</h1>
        <p>{t('inquire.why')}</p>
      </div>
      <Card title={t('inquire.form')}>
        {ask.data ? (
          <Notice kind="ok" title={t('inquire.done', { id: ask.data.id })}>
            <p>{t('inquire.done.next')}</p>
          </Notice>
        ) : (
          <Form onSubmit={() => isWhole && ask.mutate()}>
            <TextField
              label={t('inquire.organisation')}
              value={organisation}
              onChange={setOrganisation}
              maxLength={120}
              autoComplete="organization"
              error={beside.organisation ?? null}
            />
            <TextField
              label={t('inquire.contact')}
              value={contact}
              onChange={setContact}
              maxLength={80}
              autoComplete="name"
              error={beside.contact ?? null}
            />
            <TextField
              label={t('inquire.email')}
              type="email"
              value={email}
              onChange={setEmail}
              maxLength={120}
              autoComplete="email"
              error={beside.email ?? null}
            />
            <TextField
              label={t('inquire.message')}
              value={message}
              onChange={setMessage}
              lines={5}
              maxLength={4000}
              description={t('inquire.message.note')}
              error={beside.message ?? null}
            />
            {rest !== null && <ProblemNotice error={rest} />}
            <Button kind="primary" type="submit" isPending={ask.isPending} isDisabled={!isWhole}>
              {t('inquire.go')}
            </Button>
          </Form>
        )}
      </Card>
    </>
  );
}

const tones: Record<InquiryState, Tone> = { new: 'warn', accepted: 'ok', declined: 'quiet' };

function AnswerDialog({
  inquiry,
  accept,
  onClose,
}: {
  inquiry: Inquiry;
  accept: boolean;
  onClose: () => void;
}): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const answer = useMutation({
    mutationFn: () =>
      taken<{ organisation_id: number | null }>(
        api.POST('/api/inquiries/{id}/answer', {
          params: at(inquiry.id),
          body: { accept, note: note.trim() },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries();
      onClose();
    },
  });
  const { beside, rest } = useFieldErrors(answer.error, ['note']);
  return (
    <Dialog title={t(accept ? 'inquiries.accept' : 'inquiries.decline')} onClose={onClose}>
      <p>
        {t(accept ? 'inquiries.accept.what' : 'inquiries.decline.what', {
          organisation: inquiry.organisation,
        })}
      </p>
      <Form onSubmit={() => note.trim() && answer.mutate()}>
        <TextField
          label={t('inquiries.note')}
          value={note}
          onChange={setNote}
          lines={3}
          maxLength={1000}
          error={beside.note ?? null}
          autoFocus
        />
        {rest !== null && <ProblemNotice error={rest} />}
        <div className="actions">
          <Button
            kind={accept ? 'primary' : 'danger'}
            type="submit"
            isPending={answer.isPending}
            isDisabled={!note.trim()}
          >
            {t(accept ? 'inquiries.accept' : 'inquiries.decline')}
          </Button>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

function InquiryCard({ inquiry }: { inquiry: Inquiry }): ReactNode {
  const { t, label, language } = useWords();
  const [accept, setAccept] = useState<boolean | null>(null);
  return (
    <Card
      title={inquiry.organisation}
      aside={<Badge tone={tones[inquiry.state]}>{label('inquiry_state', inquiry.state)}</Badge>}
    >
      <Facts
        items={[
          [t('inquire.contact'), inquiry.contact ?? '—'],
          [t('inquire.email'), inquiry.email ?? '—'],
          [t('inquiries.at'), formatTime(inquiry.at, language)],
          ...(inquiry.answered_at
            ? ([[t('inquiries.answered'), formatTime(inquiry.answered_at, language)]] as [
                string,
                ReactNode,
              ][])
            : []),
        ]}
      />
      <p>{inquiry.message}</p>
      {inquiry.note && (
        <p>
          <b>{t('inquiries.note')}</b> {inquiry.note}
        </p>
      )}
      {inquiry.state === 'new' && (
        <div className="actions">
          <Button kind="primary" onPress={() => setAccept(true)}>
            {t('inquiries.accept')}
          </Button>
          <Button kind="danger" onPress={() => setAccept(false)}>
            {t('inquiries.decline')}
          </Button>
        </div>
      )}
      {inquiry.state === 'accepted' && (
        <p>
          <Link to="/people">{t('inquiries.invite')}</Link>
        </p>
      )}
      {accept !== null && (
        <AnswerDialog inquiry={inquiry} accept={accept} onClose={() => setAccept(null)} />
      )}
    </Card>
  );
}

export function InquiriesPage(): ReactNode {
  const { t } = useWords();
  const query = useQuery({
    queryKey: ['inquiries'],
    queryFn: ({ signal }) => taken<Items<Inquiry>>(api.GET('/api/inquiries', { signal })),
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('inquiries.title')}</h1>
        <p>{t('inquiries.why')}</p>
        <Link to="/pacts">{t('pacts.title')}</Link>
      </div>
      <Answer query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('inquiries.none')} />
          ) : (
            items.map((inquiry) => <InquiryCard key={inquiry.id} inquiry={inquiry} />)
          )
        }
      </Answer>
    </>
  );
}
