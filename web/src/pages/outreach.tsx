/* Whom the operating body tells of a call: put on the list by region, trade and earlier applications,
 * told once, with what they answered. Only firms that agreed are ever named. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, done, taken } from '../api/client.ts';
import type { Contact, Figures, Items, Reached } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Form, SelectField, TextField } from '../kit/field.tsx';
import { formatDay } from '../kit/format.ts';
import { Badge, Card, Table } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const ways = ['phone', 'mail', 'visit', 'letter'] as const;
const answers = ['interested', 'later', 'no'] as const;

function Reach({ id, regions }: { id: number; regions: readonly string[] }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [region, setRegion] = useState('');
  const [who, setWho] = useState('all');
  const reach = useMutation({
    mutationFn: () =>
      taken<Reached>(
        api.POST('/api/calls/{id}/outreach', {
          params: at(id),
          body: { region: region || null, root: who === 'root', past: who === 'past' },
        }),
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['outreach', id] }),
  });
  return (
    <Card title={t('outreach.reach')}>
      <Form onSubmit={() => reach.mutate()}>
        <SelectField
          label={t('outreach.region')}
          value={region}
          onChange={setRegion}
          choices={[
            { value: '', text: t('outreach.everywhere') },
            ...regions.map((one) => ({ value: one, text: one })),
          ]}
        />
        <SelectField
          label={t('outreach.who')}
          value={who}
          onChange={setWho}
          choices={(['all', 'root', 'past'] as const).map((one) => ({
            value: one,
            text: t(`outreach.who.${one}`),
          }))}
        />
        {reach.error && <ProblemNotice error={reach.error} />}
        {reach.data && (
          <Notice
            kind="ok"
            title={t('outreach.added', {
              added: reach.data.added,
              without: reach.data.without_consent,
            })}
          />
        )}
        <Button kind="primary" type="submit" isPending={reach.isPending}>
          {t('outreach.reach.go')}
        </Button>
      </Form>
    </Card>
  );
}

interface RecordProps {
  id: number;
  contact: Contact;
  onClose: () => void;
}

/* First that the firm was told, later what it answered. */
function RecordDialog({ id, contact, onClose }: RecordProps): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const isTold = contact.told_at !== null;
  const [choice, setChoice] = useState<string>(isTold ? 'interested' : 'phone');
  const [note, setNote] = useState('');
  const title = isTold ? t('outreach.answer') : t('outreach.tell');
  const record = useMutation({
    mutationFn: () => {
      const body = { organisation_id: contact.organisation_id, note: note.trim() };
      return isTold
        ? done(
            api.POST('/api/calls/{id}/outreach/answers', {
              params: at(id),
              body: { ...body, answer: choice as (typeof answers)[number] },
            }),
          )
        : done(
            api.POST('/api/calls/{id}/outreach/told', {
              params: at(id),
              body: { ...body, way: choice as (typeof ways)[number] },
            }),
          );
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['outreach', id] });
      onClose();
    },
  });
  return (
    <Dialog title={`${contact.organisation}: ${title}`} onClose={onClose}>
      <Form onSubmit={() => record.mutate()}>
        <SelectField
          label={isTold ? t('outreach.answer') : t('outreach.way')}
          value={choice}
          onChange={setChoice}
          choices={
            isTold
              ? answers.map((one) => ({ value: one, text: t(`outreach.answer.${one}`) }))
              : ways.map((one) => ({ value: one, text: t(`outreach.way.${one}`) }))
          }
        />
        <TextField
          label={t('outreach.note')}
          value={note}
          onChange={setNote}
          lines={2}
          maxLength={1000}
        />
        {record.error && <ProblemNotice error={record.error} />}
        <div className="actions">
          <Button kind="primary" type="submit" isPending={record.isPending}>
            {t('common.save')}
          </Button>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

function Contacts({ id, contacts }: { id: number; contacts: Contact[] }): ReactNode {
  const { t, label, language } = useWords();
  const { role } = useSession();
  const [open, setOpen] = useState<Contact | null>(null);
  if (contacts.length === 0) return <Empty title={t('outreach.none')} />;
  return (
    <>
      <Table
        caption={t('outreach.list')}
        isCaptionHidden
        rows={contacts}
        rowKey={(one) => one.organisation_id}
        columns={[
          { head: t('outreach.firm'), isRowHead: true, cell: (one) => one.organisation },
          { head: t('outreach.region'), cell: (one) => one.region ?? '—' },
          { head: t('outreach.source'), cell: (one) => label('outreach.source', one.source) },
          {
            head: t('outreach.told'),
            cell: (one) =>
              one.told_at && one.way
                ? `${formatDay(one.told_at, language)} · ${label('outreach.way', one.way)} · ${one.told_by ?? ''}`
                : '—',
          },
          {
            head: t('outreach.answer'),
            cell: (one) => (one.answer ? label('outreach.answer', one.answer) : '—'),
          },
          {
            head: t('case.state'),
            cell: (one) =>
              one.applied ? (
                <Badge tone="ok">{t('outreach.applied')}</Badge>
              ) : one.consent ? null : (
                <Badge tone="quiet">{t('outreach.silent')}</Badge>
              ),
          },
          {
            head: t('common.do'),
            cell: (one) =>
              role === 'operator_officer' && (one.told_at ? !one.answer : one.consent) ? (
                <Button onPress={() => setOpen(one)}>
                  {one.told_at ? t('outreach.answer') : t('outreach.tell')}
                </Button>
              ) : null,
          },
        ]}
      />
      {open && <RecordDialog id={id} contact={open} onClose={() => setOpen(null)} />}
    </>
  );
}

export function OutreachPage({ params }: PageProps): ReactNode {
  const { t } = useWords();
  const { role } = useSession();
  const id = Number(params['id']);
  const query = useQuery({
    queryKey: ['outreach', id],
    queryFn: ({ signal }) =>
      taken<Items<Contact>>(api.GET('/api/calls/{id}/outreach', { params: at(id), signal })),
  });
  const regions = useQuery({
    queryKey: ['figures', 'public'],
    queryFn: ({ signal }) => taken<Figures>(api.GET('/api/public/figures', { signal })),
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('outreach.title')}</h1>
        <p>{t('outreach.why')}</p>
        <Link to={`/calls/${id}`}>{t('call.title')}</Link>
      </div>
      {role === 'operator_officer' && (
        <Reach id={id} regions={regions.data?.regions.map((one) => one.ko) ?? []} />
      )}
      <Card
        title={t('outreach.list')}
        aside={
          <a className="button" href={`/api/calls/${id}/outreach.csv`} download>
            {t('outreach.csv')}
          </a>
        }
      >
        <Answer query={query}>{({ items }) => <Contacts id={id} contacts={items} />}</Answer>
      </Card>
    </>
  );
}

/* The firm's own word, on the list of calls. */
export function OutreachConsent(): ReactNode {
  const { t } = useWords();
  const { role } = useSession();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['outreach-consent'],
    queryFn: ({ signal }) => taken<{ given: boolean }>(api.GET('/api/outreach-consent', { signal })),
  });
  const give = useMutation({
    mutationFn: (given: boolean) =>
      taken<{ given: boolean }>(api.POST('/api/outreach-consent', { body: { given } })),
    onSuccess: (told) => client.setQueryData(['outreach-consent'], told),
  });
  return (
    <Card title={t('outreach.consent')}>
      <Answer query={query}>
        {({ given }) => (
          <>
            <p>{t(given ? 'outreach.consent.yes' : 'outreach.consent.no')}</p>
            {give.error && <ProblemNotice error={give.error} />}
            {role === 'adopter_owner' && (
              <Button onPress={() => give.mutate(!given)} isPending={give.isPending}>
                {t(given ? 'outreach.consent.withdraw' : 'outreach.consent.give')}
              </Button>
            )}
          </>
        )}
      </Answer>
    </Card>
  );
}
