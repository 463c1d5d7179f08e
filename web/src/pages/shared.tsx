/* What the firm lets others see, and what they let us: each thing for a purpose, until a day. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components';
import { api, at, done, taken } from '../api/client.ts';
import type {
  Agreement,
  FirmImported,
  Grant,
  Items,
  Model,
  Organisation,
  Plan,
  ProductionLog,
  SharedKind,
} from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Download } from '../kit/download.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, SelectField, TextField, type Choice } from '../kit/field.tsx';
import { formatDay, formatNumber, formatTime } from '../kit/format.ts';
import { Badge, Card, Facts, Table, type Column } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const kinds: readonly SharedKind[] = ['log', 'model', 'plan', 'indicators'];
const classesOf: Record<SharedKind, readonly ('technical' | 'programme' | 'money')[]> = {
  log: ['technical'],
  model: ['technical'],
  plan: ['programme', 'money'],
  indicators: ['programme'],
};
const folderOf: Record<SharedKind, string> = {
  log: '/logs',
  model: '/models',
  plan: '/plans',
  indicators: '/indicators',
};
/* Where one is made that is not there yet: indicators are those of an agreement. */
const makerOf: Record<SharedKind, string> = { ...folderOf, indicators: '/agreements' };

/* What the firm has of a kind, newest first as the server sends it. */
function useOwn(kind: SharedKind): ReturnType<typeof useQuery<Choice[]>> {
  const { language, t } = useWords();
  return useQuery<Choice[]>({
    queryKey: ['shareable', kind, language],
    queryFn: async ({ signal }) => {
      if (kind === 'log') {
        const { items } = await taken<Items<ProductionLog>>(api.GET('/api/logs', { signal }));
        return items.map((one) => ({ value: String(one.id), text: one.name }));
      }
      if (kind === 'model') {
        const { items } = await taken<Items<Model>>(api.GET('/api/models', { signal }));
        return items.map((one) => ({ value: String(one.id), text: one.name }));
      }
      if (kind === 'indicators') {
        const { items } = await taken<Items<Agreement>>(api.GET('/api/agreements', { signal }));
        return items.map((one) => ({ value: String(one.id), text: `${one.number} ${one.title ?? ''}` }));
      }
      const { items } = await taken<Items<Plan>>(api.GET('/api/plans', { signal }));
      return items.map((one) => ({
        value: String(one.id),
        text: t('shared.plan', { id: one.id, at: formatTime(one.created_at, language) }),
      }));
    },
  });
}

const day = 24 * 60 * 60 * 1000;
const seoul = 9 * 60 * 60 * 1000;
const dayAhead = (days: number): string =>
  new Date(Date.now() + days * day + seoul).toISOString().slice(0, 10);
/* The grant lasts until that day has ended in Korea. */
const endOf = (date: string): string | null => {
  const end = new Date(`${date}T23:59:59+09:00`);
  return Number.isNaN(end.getTime()) ? null : end.toISOString();
};

function Give({ organisations }: { organisations: readonly Organisation[] }): ReactNode {
  const { t, label } = useWords();
  const client = useQueryClient();
  const [kind, setKind] = useState<SharedKind>('model');
  const [thing, setThing] = useState('');
  const [what, setWhat] = useState('');
  const [to, setTo] = useState(String(organisations[0]?.id ?? ''));
  const [purpose, setPurpose] = useState('');
  const [until, setUntil] = useState(() => dayAhead(30));
  const own = useOwn(kind);
  const classes = classesOf[kind];
  const chosen = own.data?.find((one) => one.value === thing) ?? own.data?.[0];
  const end = endOf(until);
  const give = useMutation({
    mutationFn: () =>
      taken<Grant>(
        api.POST('/api/grants', {
          body: {
            to_id: Number(to),
            object: kind,
            object_id: Number(chosen?.value),
            class: classes.find((one) => one === what) ?? classes[0]!,
            purpose: purpose.trim(),
            until: end!,
          },
        }),
      ),
    onSuccess: () => {
      setPurpose('');
      void client.invalidateQueries({ queryKey: ['grants'] });
    },
  });
  const { beside, rest } = useFieldErrors(give.error, [
    'to',
    'object',
    'class',
    'purpose',
    'until',
  ]);
  const isWhole = chosen !== undefined && purpose.trim() !== '' && end !== null && to !== '';
  return (
    <Form onSubmit={() => isWhole && give.mutate()}>
      <SelectField
        label={t('shared.kind')}
        value={kind}
        onChange={(value) => setKind(value as SharedKind)}
        choices={kinds.map((one) => ({ value: one, text: label('object', one) }))}
      />
      <Answer query={own}>
        {(choices) =>
          choices.length === 0 ? (
            <Empty title={t('shared.nothing', { kind: label('object', kind) })}>
              <Link to={makerOf[kind]}>{t('shared.make')}</Link>
            </Empty>
          ) : (
            <SelectField
              label={t('shared.thing')}
              value={chosen?.value ?? ''}
              onChange={setThing}
              choices={choices}
              error={beside.object ?? null}
            />
          )
        }
      </Answer>
      <SelectField
        label={t('shared.class')}
        value={what}
        onChange={setWhat}
        choices={classes.map((one) => ({ value: one, text: label('class', one) }))}
        error={beside.class ?? null}
      />
      <SelectField
        label={t('shared.to')}
        value={to}
        onChange={setTo}
        choices={organisations.map((one) => ({ value: String(one.id), text: one.name }))}
        error={beside.to ?? null}
      />
      <TextField
        label={t('shared.purpose')}
        value={purpose}
        onChange={setPurpose}
        maxLength={200}
        description={t('shared.purpose.note')}
        error={beside.purpose ?? null}
      />
      <TextField
        label={t('shared.until')}
        type="date"
        value={until}
        onChange={setUntil}
        description={t('shared.until.note')}
        error={beside.until ?? (end === null ? t('shared.until.needed') : null)}
      />
      {rest !== null && <ProblemNotice error={rest} />}
      {give.isSuccess && (
        <Notice kind="ok" title={t('shared.given', { to: give.data.to })} />
      )}
      <Button kind="primary" type="submit" isPending={give.isPending} isDisabled={!isWhole}>
        {t('shared.give')}
      </Button>
    </Form>
  );
}

const isLive = (grant: Grant): boolean =>
  grant.revoked_at === null && new Date(grant.until).getTime() > Date.now();

function State({ grant }: { grant: Grant }): ReactNode {
  const { t } = useWords();
  if (isLive(grant)) return <Badge tone="ok">{t('shared.live')}</Badge>;
  return <Badge tone="quiet">{t(grant.revoked_at ? 'shared.withdrawn' : 'shared.over')}</Badge>;
}

function Thing({ grant, isOpen }: { grant: Grant; isOpen: boolean }): ReactNode {
  const { label } = useWords();
  const text = `${label('object', grant.object)} ${grant.object_id}`;
  return isOpen ? <Link to={`${folderOf[grant.object]}/${grant.object_id}`}>{text}</Link> : text;
}

function Withdraw({ grant, onClose }: { grant: Grant; onClose: () => void }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => done(api.DELETE('/api/grants/{id}', { params: at(grant.id) })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['grants'] });
      onClose();
    },
  });
  return (
    <Dialog title={t('shared.withdraw')} onClose={onClose}>
      <p>{t('shared.withdraw.what', { to: grant.to })}</p>
      {withdraw.error && <ProblemNotice error={withdraw.error} />}
      <div className="actions">
        <Button kind="danger" onPress={() => withdraw.mutate()} isPending={withdraw.isPending}>
          {t('shared.withdraw')}
        </Button>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
      </div>
    </Dialog>
  );
}

interface GrantTableProps {
  title: string;
  none: string;
  grants: readonly Grant[];
  who: Column<Grant>;
  thing: (grant: Grant) => ReactNode;
  action?: Column<Grant>;
}

function GrantTable({ title, none, grants, who, thing, action }: GrantTableProps): ReactNode {
  const { t, label, language } = useWords();
  if (grants.length === 0) return <Empty title={none} />;
  return (
    <Table
      caption={title}
      isCaptionHidden
      rows={grants}
      rowKey={(grant) => grant.id}
      columns={[
        { ...who, isRowHead: true },
        { head: t('shared.thing'), cell: thing },
        { head: t('shared.class'), cell: (grant) => label('class', grant.class) },
        { head: t('shared.purpose'), cell: (grant) => grant.purpose },
        { head: t('shared.until'), cell: (grant) => formatDay(grant.until, language) },
        { head: t('case.state'), cell: (grant) => <State grant={grant} /> },
        ...(action ? [action] : []),
      ]}
    />
  );
}

function Grants({ grants }: { grants: readonly Grant[] }): ReactNode {
  const { t } = useWords();
  const session = useSession();
  const [leaving, setLeaving] = useState<Grant | null>(null);
  const isFirm = session.role.startsWith('adopter');
  const us = session.organisation_id;
  const withdraw: Column<Grant> = {
    head: t('common.do'),
    cell: (grant) =>
      isLive(grant) && (
        <Button kind="danger" onPress={() => setLeaving(grant)}>
          {t('shared.withdraw')}
        </Button>
      ),
  };
  return (
    <>
      {isFirm && (
        <Card
          title={t('shared.ours')}
          aside={
            session.role === 'adopter_owner' && <Link to="/read-log">{t('shared.who_read')}</Link>
          }
        >
          <GrantTable
            title={t('shared.ours')}
            none={t('shared.ours.none')}
            grants={grants.filter((grant) => grant.owner_id === us)}
            who={{ head: t('shared.to'), cell: (grant) => grant.to }}
            thing={(grant) => <Thing grant={grant} isOpen />}
            {...(session.role === 'adopter_owner' && { action: withdraw })}
          />
        </Card>
      )}
      <Card title={t('shared.theirs')}>
        <p>{t('shared.theirs.why')}</p>
        <GrantTable
          title={t('shared.theirs')}
          none={t('shared.theirs.none')}
          grants={grants.filter((grant) => grant.to_id === us)}
          who={{ head: t('shared.owner'), cell: (grant) => grant.owner }}
          thing={(grant) => <Thing grant={grant} isOpen={isLive(grant)} />}
        />
      </Card>
      {leaving && <Withdraw grant={leaving} onClose={() => setLeaving(null)} />}
    </>
  );
}

/* The way back in: such a file from another house, or from here. */
function ComeIn(): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const load = useMutation({
    mutationFn: (file: File) =>
      taken<FirmImported>(
        api.POST('/api/import', {
          body: file as never,
          bodySerializer: () => file,
          headers: { 'Content-Type': 'application/zip' },
        }),
      ),
    onSuccess: () => void client.invalidateQueries(),
  });
  return (
    <>
      <h3>{t('shared.in')}</h3>
      <p>{t('shared.in.why')}</p>
      <FileTrigger
        acceptedFileTypes={['.zip', 'application/zip']}
        onSelect={(files) => files?.[0] && load.mutate(files[0])}
      >
        <Button isPending={load.isPending}>{t('shared.in.go')}</Button>
      </FileTrigger>
      {load.error && <ProblemNotice error={load.error} />}
      {load.data && (
        <Notice kind="ok" title={t('shared.in.done')}>
          <Facts
            items={[
              [t('shared.in.logs'), formatNumber(load.data.logs)],
              [t('shared.in.models'), formatNumber(load.data.models)],
              [t('shared.in.facts'), formatNumber(load.data.facts)],
              [t('shared.in.present'), formatNumber(load.data.present)],
              [t('shared.in.left'), formatNumber(load.data.left)],
            ]}
          />
        </Notice>
      )}
    </>
  );
}

export function SharedPage(): ReactNode {
  const { t } = useWords();
  const session = useSession();
  const gives = session.role === 'adopter_owner';
  const organisations = useQuery({
    queryKey: ['organisations'],
    queryFn: ({ signal }) => taken<Items<Organisation>>(api.GET('/api/organisations', { signal })),
    enabled: gives,
  });
  const grants = useQuery({
    queryKey: ['grants'],
    queryFn: ({ signal }) => taken<Items<Grant>>(api.GET('/api/grants', { signal })),
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('shared.title')}</h1>
        <p>{t('shared.why')}</p>
      </div>
      {gives && (
        <Card title={t('shared.give')}>
          <Answer query={organisations}>
            {({ items }) => (
              <Give organisations={items.filter((one) => one.id !== session.organisation_id)} />
            )}
          </Answer>
        </Card>
      )}
      <Answer query={grants}>{({ items }) => <Grants grants={items} />}</Answer>
      {gives && (
        <Card title={t('shared.all')}>
          <p>{t('shared.all.why')}</p>
          <Download path="/export">{t('shared.all.go')}</Download>
          <ComeIn />
        </Card>
      )}
    </>
  );
}
