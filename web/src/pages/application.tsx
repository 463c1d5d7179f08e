/* One application: what it asks for and who pays stand first, then the few words a person adds,
 * then what was decided. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, taken } from '../api/client.ts';
import type { Application } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { CaseRail } from '../kit/case-rail.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Download } from '../kit/download.tsx';
import { Form, TextField } from '../kit/field.tsx';
import { formatNumber, formatTime } from '../kit/format.ts';
import { KeptBeside, Saved } from '../kit/saved.tsx';
import { Badge, Card, Facts, Money, Table } from '../kit/show.tsx';
import { SplitBar } from '../kit/split-bar.tsx';
import { Answer, Notice, ProblemNotice } from '../kit/states.tsx';
import { stateTone } from '../kit/tones.ts';
import { useAutosave } from '../kit/use-autosave.ts';
import { useWords } from '../words/words.tsx';
import { Attachments } from './attachments.tsx';
import { MatterPanel } from './matter.tsx';
import { SelectionPanels } from './selection-panels.tsx';

const useAccept = (): ((application: Application) => void) => {
  const client = useQueryClient();
  return (application) => {
    client.setQueryData(['application', application.id], application);
    void client.invalidateQueries({ queryKey: ['applications'] });
    void client.invalidateQueries({ queryKey: ['dashboard'] });
  };
};

type FieldName = 'title' | 'summary' | 'contact';

function useField(
  application: Application,
  name: FieldName,
  accept: (application: Application) => void,
) {
  const { user_id } = useSession();
  const save = async (value: string): Promise<void> =>
    accept(
      await taken<Application>(
        api.PATCH('/api/applications/{id}', {
          params: at(application.id),
          body: { [name]: value },
        }),
      ),
    );
  return useAutosave(
    application[name] ?? '',
    save,
    `${user_id}.application.${application.id}.${name}`,
  );
}

function Writing({ application }: { application: Application }): ReactNode {
  const { t } = useWords();
  const { role } = useSession();
  const accept = useAccept();
  const title = useField(application, 'title', accept);
  const summary = useField(application, 'summary', accept);
  const contact = useField(application, 'contact', accept);
  const fields = [title, summary, contact];
  const submit = useMutation({
    mutationFn: async () => {
      for (const field of fields) await field.flush();
      return taken<Application>(
        api.POST('/api/applications/{id}/submit', { params: at(application.id), body: {} }),
      );
    },
    onSuccess: accept,
  });
  const failed = fields.find((field) => field.state.kind === 'failed')?.state;
  return (
    <Card title={t('application.words')}>
      <p>{t('application.words.why')}</p>
      {fields.map((field, i) => (
        <KeptBeside key={i} other={field.other} onTake={field.takeOther} onDrop={field.dropOther} />
      ))}
      <Form onSubmit={() => submit.mutate()}>
        <TextField
          label={t('application.title_field')}
          value={title.value}
          onChange={title.change}
          aside={<Saved state={title.state} />}
        />
        <TextField
          label={t('application.summary')}
          value={summary.value}
          onChange={summary.change}
          lines={5}
          description={t('application.summary.note')}
          aside={<Saved state={summary.state} />}
        />
        <TextField
          label={t('application.contact')}
          value={contact.value}
          onChange={contact.change}
          aside={<Saved state={contact.state} />}
        />
        {failed?.kind === 'failed' && !submit.error && <ProblemNotice error={failed.error} />}
        {submit.error && <ProblemNotice error={submit.error} />}
        {role === 'adopter_owner' ? (
          <Button kind="primary" type="submit" isPending={submit.isPending}>
            {t('application.submit')}
          </Button>
        ) : (
          <p className="field-note">{t('application.submit.owner')}</p>
        )}
      </Form>
    </Card>
  );
}

const decisions = {
  approve: '/api/applications/{id}/approve',
  return: '/api/applications/{id}/return',
  reject: '/api/applications/{id}/reject',
} as const;
type Decision = keyof typeof decisions;

function Review({ application }: { application: Application }): ReactNode {
  const { t } = useWords();
  const accept = useAccept();
  const [decision, setDecision] = useState<Decision | null>(null);
  const [note, setNote] = useState('');
  const decide = useMutation({
    mutationFn: (which: Decision) =>
      taken<Application>(
        api.POST(decisions[which], { params: at(application.id), body: { note } }),
      ),
    onSuccess: (next) => {
      accept(next);
      setDecision(null);
    },
  });
  const open = (which: Decision): void => {
    decide.reset();
    setNote('');
    setDecision(which);
  };
  return (
    <Card title={t('review.title')}>
      <p>{t('review.why')}</p>
      <div className="actions">
        <Button kind="primary" onPress={() => open('approve')}>
          {t('review.approve')}
        </Button>
        <Button onPress={() => open('return')}>{t('review.return')}</Button>
        <Button kind="danger" onPress={() => open('reject')}>
          {t('review.reject')}
        </Button>
      </div>
      {decision && (
        <Dialog title={t(`review.${decision}`)} onClose={() => setDecision(null)}>
          <p>{t(`review.${decision}.what`)}</p>
          <Form onSubmit={() => note.trim() && decide.mutate(decision)}>
            <TextField
              label={t('review.note')}
              value={note}
              onChange={setNote}
              lines={4}
              autoFocus
            />
            {decide.error && <ProblemNotice error={decide.error} />}
            <div className="actions">
              <Button
                kind={decision === 'reject' ? 'danger' : 'primary'}
                type="submit"
                isPending={decide.isPending}
                isDisabled={!note.trim()}
              >
                {t(`review.${decision}`)}
              </Button>
              <Button onPress={() => setDecision(null)}>{t('common.cancel')}</Button>
            </div>
          </Form>
        </Dialog>
      )}
    </Card>
  );
}

function Options({ application }: { application: Application }): ReactNode {
  const { t, name } = useWords();
  return (
    <Card title={t('application.options')}>
      <Table
        caption={t('application.options')}
        isCaptionHidden
        rows={application.options}
        rowKey={(option) => option.id}
        columns={[
          { head: t('application.option'), isRowHead: true, cell: name },
          {
            head: t('plan.cost'),
            align: 'right',
            cell: (option) => <Money won={option.cost} spoken />,
          },
          {
            head: t('plan.payback'),
            align: 'right',
            cell: (option) =>
              option.payback_months == null
                ? '—'
                : t('plan.payback.months', { months: formatNumber(option.payback_months, 1) }),
          },
        ]}
      />
      <p className="fingerprint">
        {t('plan.hash')} <code>{application.plan_hash}</code>
      </p>
    </Card>
  );
}

function History({ application }: { application: Application }): ReactNode {
  const { t, label, language } = useWords();
  return (
    <Card title={t('application.history')}>
      <ol className="history">
        {application.history.map((entry) => (
          <li key={`${entry.at}${entry.action}`}>
            <time dateTime={entry.at}>{formatTime(entry.at, language)}</time>
            <b>{label('action', entry.action)}</b>
            <span>{[entry.name, entry.organisation].filter(Boolean).join(' · ')}</span>
            {entry.note && <q>{entry.note}</q>}
          </li>
        ))}
      </ol>
    </Card>
  );
}

const railOf: Record<Application['state'], number> = {
  draft: 0,
  returned: 0,
  submitted: 1,
  approved: 2,
  rejected: 1,
};
const SIGNERS = 3;

/* Where the case is: what happened after the approval stands in its history. */
function railAt(application: Application): number {
  const done = (action: string): number =>
    application.history.filter((entry) => entry.action === action).length;
  if (application.state !== 'approved' || done('sign') < SIGNERS) return railOf[application.state];
  return done('deposit') > 0 ? 4 : 3;
}

function ApplicationView({ application }: { application: Application }): ReactNode {
  const { t, label, language } = useWords();
  const session = useSession();
  const isOwn = session.organisation_id === application.adopter_id;
  const mayWrite = session.role === 'adopter_owner' || session.role === 'adopter_member';
  const isOpen = application.state === 'draft' || application.state === 'returned';
  const returned = application.history.findLast((entry) => entry.action.startsWith('return'));
  return (
    <>
      <div className="page-head">
        <h1>
          {application.title || t('application.untitled')}{' '}
          <Badge tone={stateTone(application.state)}>{label('state', application.state)}</Badge>
        </h1>
        <Facts
          items={[
            [t('application.number'), application.number],
            [t('case.adopter'), application.adopter],
            [t('case.sponsor'), application.sponsor],
            [
              t('advice.programme'),
              `${application.programme} (${t('programme.version')} ${application.programme_version})`,
            ],
            [t('application.submitted'), formatTime(application.submitted_at, language)],
          ]}
        />
        <Download path={`/applications/${application.id}.pdf`}>{t('papers.pdf')}</Download>
      </div>
      {application.state !== 'rejected' && <CaseRail at={railAt(application)} />}
      {application.state === 'returned' && returned?.note && (
        <Notice kind="warn" title={t('application.returned')}>
          <p>{returned.note}</p>
        </Notice>
      )}
      {application.agreement_id !== null && (
        <Notice kind="ok" title={t('application.agreed')}>
          <Link to={`/agreements/${application.agreement_id}`}>
            {t('application.to_agreement')}
          </Link>
        </Notice>
      )}
      <Card title={t('plan.who_pays')}>
        <SplitBar
          shares={application.shares}
          caption={t('split.caption')}
          {...(isOwn && { ownParty: 'adopter' })}
        />
      </Card>
      {isOwn && mayWrite && isOpen ? (
        <Writing application={application} />
      ) : (
        <Card title={t('application.words')}>
          <Facts
            items={[
              [t('application.summary'), application.summary || '—'],
              [t('application.contact'), application.contact || '—'],
            ]}
          />
        </Card>
      )}
      <Attachments application={application} />
      <SelectionPanels application={application} />
      {session.role === 'operator_officer' && application.state === 'submitted' && (
        <Review application={application} />
      )}
      {application.state !== 'draft' && (
        <MatterPanel application={application.id} />
      )}
      <Options application={application} />
      <History application={application} />
    </>
  );
}

export function ApplicationPage({ params }: PageProps): ReactNode {
  const id = Number(params.id);
  const query = useQuery({
    queryKey: ['application', id],
    queryFn: ({ signal }) =>
      taken<Application>(api.GET('/api/applications/{id}', { params: at(id), signal })),
  });
  return (
    <Answer query={query}>{(application) => <ApplicationView application={application} />}</Answer>
  );
}
