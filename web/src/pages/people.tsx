/* Organisations and the people invited to their posts. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type { Invitation, Items, Organisation } from '../api/types.ts';
import { Button } from '../kit/button.tsx';
import { Form, SelectField, TextField } from '../kit/field.tsx';
import { formatDay } from '../kit/format.ts';
import { Card, Table } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { Holders } from './holders.tsx';

const kinds = [
  'adopter',
  'sponsor',
  'supplier',
  'operator',
  'ministry',
  'agency',
  'reviewer',
  'mentor',
  'accountant',
  'audit',
  'buyer',
];
const roles = [
  'adopter_owner',
  'adopter_member',
  'supplier',
  'sponsor_officer',
  'mentor',
  'operator_officer',
  'operator_finance',
  'reviewer',
  'ministry_viewer',
  'accountant',
  'auditor',
  'admin',
];

function AddOrganisation(): ReactNode {
  const { t, label } = useWords();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [kind, setKind] = useState('adopter');
  const [number, setNumber] = useState('');
  const [region, setRegion] = useState('');
  const add = useMutation({
    mutationFn: () =>
      taken<Organisation>(
        api.POST('/api/organisations', {
          body: {
            name: name.trim(),
            kind,
            ...(number.trim() && { business_number: number.trim() }),
            ...(region.trim() && { region: region.trim() }),
          },
        }),
      ),
    onSuccess: () => {
      setName('');
      setNumber('');
      void client.invalidateQueries({ queryKey: ['organisations'] });
    },
  });
  return (
    <Form onSubmit={() => name.trim() && add.mutate()}>
      <TextField label={t('organisation.name')} value={name} onChange={setName} />
      <SelectField
        label={t('organisation.kind')}
        value={kind}
        onChange={setKind}
        choices={kinds.map((one) => ({ value: one, text: label('kind', one) }))}
      />
      <TextField label={t('organisation.number')} value={number} onChange={setNumber} />
      <TextField label={t('organisation.region')} value={region} onChange={setRegion} />
      {add.error && <ProblemNotice error={add.error} />}
      <Button kind="primary" type="submit" isPending={add.isPending} isDisabled={!name.trim()}>
        {t('organisation.add')}
      </Button>
    </Form>
  );
}

function Invite({ organisations }: { organisations: Organisation[] }): ReactNode {
  const { t, label } = useWords();
  const client = useQueryClient();
  const [organisation, setOrganisation] = useState(String(organisations[0]?.id ?? ''));
  const [role, setRole] = useState(roles[0]!);
  const [postName, setPostName] = useState('');
  const [email, setEmail] = useState('');
  const invite = useMutation({
    mutationFn: () =>
      taken<Invitation>(
        api.POST('/api/invitations', {
          body: {
            organisation_id: Number(organisation),
            post: postName.trim(),
            role,
            email: email.trim(),
          },
        }),
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['invitations'] }),
  });
  const token = invite.data?.token;
  return (
    <Form onSubmit={() => postName.trim() && email.trim() && invite.mutate()}>
      <SelectField
        label={t('organisation.name')}
        value={organisation}
        onChange={setOrganisation}
        choices={organisations.map((one) => ({ value: String(one.id), text: one.name }))}
      />
      <SelectField
        label={t('people.role')}
        value={role}
        onChange={setRole}
        choices={roles.map((one) => ({ value: one, text: label('role', one) }))}
      />
      <TextField label={t('people.post')} value={postName} onChange={setPostName} />
      <TextField label={t('account.email')} value={email} onChange={setEmail} type="email" />
      {invite.error && <ProblemNotice error={invite.error} />}
      {token && (
        <Notice kind="ok" title={t('people.invited')}>
          <p>
            <code className="breakable">{`${window.location.origin}/invitation#${token}`}</code>
          </p>
        </Notice>
      )}
      <Button
        kind="primary"
        type="submit"
        isPending={invite.isPending}
        isDisabled={!postName.trim() || !email.trim()}
      >
        {t('people.invite')}
      </Button>
    </Form>
  );
}

export function PeoplePage(): ReactNode {
  const { t, label, language } = useWords();
  const organisations = useQuery({
    queryKey: ['organisations'],
    queryFn: ({ signal }) => taken<Items<Organisation>>(api.GET('/api/organisations', { signal })),
  });
  const invitations = useQuery({
    queryKey: ['invitations'],
    queryFn: ({ signal }) => taken<Items<Invitation>>(api.GET('/api/invitations', { signal })),
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('people.title')}</h1>
      </div>
      <Answer query={organisations}>{({ items }) => <Holders organisations={items} />}</Answer>
      <div className="two">
        <Card title={t('organisation.add')}>
          <AddOrganisation />
        </Card>
        <Card title={t('people.invite')}>
          <Answer query={organisations}>{({ items }) => <Invite organisations={items} />}</Answer>
        </Card>
      </div>
      <Card title={t('organisation.list')}>
        <Answer query={organisations}>
          {({ items }) => (
            <Table
              caption={t('organisation.list')}
              isCaptionHidden
              rows={items}
              rowKey={(one) => one.id}
              columns={[
                { head: t('organisation.name'), isRowHead: true, cell: (one) => one.name },
                { head: t('organisation.kind'), cell: (one) => label('kind', one.kind) },
                { head: t('organisation.number'), cell: (one) => one.business_number ?? '—' },
                { head: t('organisation.region'), cell: (one) => one.region ?? '—' },
              ]}
            />
          )}
        </Answer>
      </Card>
      <Card title={t('people.invitations')}>
        <Answer query={invitations}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t('people.no_invitations')} />
            ) : (
              <Table
                caption={t('people.invitations')}
                isCaptionHidden
                rows={items}
                rowKey={(one) => one.id}
                columns={[
                  {
                    head: t('organisation.name'),
                    isRowHead: true,
                    cell: (one) => one.organisation,
                  },
                  { head: t('people.post'), cell: (one) => one.post },
                  { head: t('people.role'), cell: (one) => label('role', one.role) },
                  { head: t('account.email'), cell: (one) => one.email || '—' },
                  {
                    head: t('people.expires'),
                    cell: (one) =>
                      one.accepted_at ? t('people.accepted') : formatDay(one.expires_at, language),
                  },
                ]}
              />
            )
          }
        </Answer>
      </Card>
    </>
  );
}
