/* Who holds the posts of an organisation; a link back in for one of them, or an end of the post. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, done, taken } from '../api/client.ts';
import type { Items, Lost, Organisation, PostHolder, Recovery } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Form, SelectField } from '../kit/field.tsx';
import { formatDay, formatTime } from '../kit/format.ts';
import { Badge, Card, Table } from '../kit/show.tsx';
import { ShownOnce } from '../kit/shown-once.tsx';
import { Answer, Empty, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { recoveryAddress } from './recovery.tsx';

const losses: readonly Lost[] = ['password', 'phone', 'both'];
const nameOf = (holder: PostHolder): string => holder.name ?? holder.post;

interface OfHolder {
  holder: PostHolder;
  onClose: () => void;
}

function RecoveryDialog({ holder, onClose }: OfHolder): ReactNode {
  const { t, language } = useWords();
  const [lost, setLost] = useState<Lost>('password');
  const make = useMutation({
    mutationFn: () =>
      taken<Recovery>(
        api.POST('/api/people/{id}/recovery', { params: at(holder.user_id), body: { lost } }),
      ),
  });
  return (
    <Dialog title={t('holders.recovery.of', { name: nameOf(holder) })} onClose={onClose}>
      {make.data ? (
        <>
          <ShownOnce
            title={t('holders.recovery.made')}
            values={[recoveryAddress(make.data.token, make.data.lost)]}
          >
            <p>
              {t('holders.recovery.hand', { time: formatTime(make.data.expires_at, language) })}
            </p>
          </ShownOnce>
          <Button onPress={onClose}>{t('common.close')}</Button>
        </>
      ) : (
        <Form onSubmit={() => make.mutate()}>
          <p>{t('holders.recovery.why')}</p>
          <SelectField
            label={t('holders.lost')}
            value={lost}
            onChange={(value) => setLost(value as Lost)}
            choices={losses.map((one) => ({ value: one, text: t(`lost.${one}`) }))}
            description={t(`holders.lost.${lost}`)}
          />
          {make.error && <ProblemNotice error={make.error} />}
          <div className="actions">
            <Button kind="primary" type="submit" isPending={make.isPending}>
              {t('holders.recovery.go')}
            </Button>
            <Button onPress={onClose}>{t('common.cancel')}</Button>
          </div>
        </Form>
      )}
    </Dialog>
  );
}

function LeaveDialog({ holder, onClose }: OfHolder): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: () =>
      done(api.POST('/api/people/{id}/leave', { params: at(holder.user_id), body: {} })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['holders'] });
      onClose();
    },
  });
  return (
    <Dialog title={t('holders.leave.of', { name: nameOf(holder) })} onClose={onClose}>
      <p>{t('holders.leave.what', { post: holder.post })}</p>
      {leave.error && <ProblemNotice error={leave.error} />}
      <div className="actions">
        <Button kind="danger" onPress={() => leave.mutate()} isPending={leave.isPending}>
          {t('holders.leave')}
        </Button>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
      </div>
    </Dialog>
  );
}

function HolderTable({ holders }: { holders: readonly PostHolder[] }): ReactNode {
  const { t, label, language } = useWords();
  const session = useSession();
  const [open, setOpen] = useState<{ holder: PostHolder; way: 'recovery' | 'leave' } | null>(null);
  const close = (): void => setOpen(null);
  if (holders.length === 0) return <Empty title={t('holders.none')} />;
  const actions = (holder: PostHolder): ReactNode =>
    holder.user_id === session.user_id ? (
      <Link to="/account">{t('account.title')}</Link>
    ) : (
      <span className="row-actions">
        <Button onPress={() => setOpen({ holder, way: 'recovery' })}>
          {t('holders.recovery')}
        </Button>
        <Button kind="danger" onPress={() => setOpen({ holder, way: 'leave' })}>
          {t('holders.leave')}
        </Button>
      </span>
    );
  return (
    <>
      <Table
        caption={t('holders.title')}
        isCaptionHidden
        rows={holders}
        rowKey={(one) => one.user_id}
        columns={[
          {
            head: t('invitation.name'),
            isRowHead: true,
            cell: (one) => one.name ?? t('holders.nameless'),
          },
          { head: t('sign_in.login'), cell: (one) => one.login ?? '—' },
          { head: t('people.post'), cell: (one) => one.post },
          { head: t('people.role'), cell: (one) => label('role', one.role) },
          {
            head: t('totp.title'),
            cell: (one) =>
              one.second_factor === undefined ? (
                '—'
              ) : one.second_factor ? (
                <Badge tone="ok">{t('holders.factor')}</Badge>
              ) : (
                <Badge tone="quiet">{t('holders.no_factor')}</Badge>
              ),
          },
          { head: t('holders.since'), cell: (one) => formatDay(one.since, language) },
          { head: t('common.do'), cell: actions },
        ]}
      />
      {open?.way === 'recovery' && <RecoveryDialog holder={open.holder} onClose={close} />}
      {open?.way === 'leave' && <LeaveDialog holder={open.holder} onClose={close} />}
    </>
  );
}

/* The operating body also looks at others' posts: it helps where nobody is left inside. */
const helpers = ['operator_officer', 'admin'];

export function Holders({ organisations }: { organisations: readonly Organisation[] }): ReactNode {
  const { t } = useWords();
  const session = useSession();
  const [of, setOf] = useState(String(session.organisation_id));
  const query = useQuery({
    queryKey: ['holders', of],
    queryFn: ({ signal }) =>
      taken<Items<PostHolder>>(
        api.GET('/api/people', { params: { query: { organisation: Number(of) } }, signal }),
      ),
  });
  return (
    <Card title={t('holders.title')}>
      <p>{t('holders.why')}</p>
      {helpers.includes(session.role) && (
        <SelectField
          label={t('holders.organisation')}
          value={of}
          onChange={setOf}
          choices={organisations.map((one) => ({ value: String(one.id), text: one.name }))}
          description={t('holders.organisation.note')}
        />
      )}
      <Answer query={query}>{({ items }) => <HolderTable holders={items} />}</Answer>
    </Card>
  );
}
