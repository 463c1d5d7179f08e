/* The committee of a call: called with its members past the gate of ties, its meetings, and what was
 * decided on each application. Minutes and their confirmation are steps of the meeting's procedure. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Checkbox } from 'react-aria-components';
import { api, at, taken } from '../api/client.ts';
import type {
  Candidate,
  CommitteeCase,
  CommitteeMember,
  CommitteeVerdict,
} from '../api/selection.ts';
import type { Call, Items } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, SelectField, TextField } from '../kit/field.tsx';
import { Badge, Card, Table, type Tone } from '../kit/show.tsx';
import { Answer, Empty, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const tones: Record<CommitteeVerdict['verdict'], Tone> = {
  selected: 'ok',
  reserve: 'info',
  rejected: 'danger',
};

function Verdicts({ id }: { id: number }): ReactNode {
  const { t, label } = useWords();
  const query = useQuery({
    queryKey: ['committee', id, 'verdicts'],
    queryFn: ({ signal }) =>
      taken<Items<CommitteeVerdict>>(
        api.GET('/api/calls/{id}/committee', { params: at(id), signal }),
      ),
  });
  return (
    <Card title={t('committee.verdicts')}>
      <Answer query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('committee.verdicts.none')} />
          ) : (
            <Table
              caption={t('committee.verdicts')}
              isCaptionHidden
              rows={items}
              rowKey={(one) => `${one.matter_id} ${one.application_id}`}
              columns={[
                {
                  head: t('application.number'),
                  isRowHead: true,
                  cell: (one) => (
                    <Link to={`/applications/${one.application_id}`}>{one.number}</Link>
                  ),
                },
                { head: t('case.adopter'), cell: (one) => one.adopter },
                {
                  head: t('committee.verdict'),
                  cell: (one) => (
                    <Badge tone={tones[one.verdict]}>{label('matter.choice', one.verdict)}</Badge>
                  ),
                },
                { head: t('committee.reason'), cell: (one) => one.reason },
                {
                  head: t('committee.ties'),
                  cell: (one) => (one.ties > 0 ? t('committee.ties.of', { count: one.ties }) : '—'),
                },
                {
                  head: t('committee.minutes'),
                  cell: (one) => (
                    <Badge tone={one.confirmed ? 'ok' : 'warn'}>
                      {t(one.confirmed ? 'committee.confirmed' : 'committee.unconfirmed')}
                    </Badge>
                  ),
                },
              ]}
            />
          )
        }
      </Answer>
    </Card>
  );
}

/* ---- meetings and their members ---- */

function Meetings({ members }: { members: readonly CommitteeMember[] }): ReactNode {
  const { t, label } = useWords();
  const meetings = [...new Set(members.map((one) => one.matter_id))];
  if (meetings.length === 0) return <Empty title={t('committee.meetings.none')} />;
  return (
    <Table
      caption={t('committee.meetings')}
      isCaptionHidden
      rows={meetings.map((id) => members.filter((one) => one.matter_id === id))}
      rowKey={(sitting) => sitting[0]?.matter_id ?? 0}
      columns={[
        {
          head: t('committee.meeting'),
          isRowHead: true,
          cell: (sitting) => (
            <Link to={`/matters/${sitting[0]?.matter_id}`}>
              {t('committee.meeting.of', { id: sitting[0]?.matter_id ?? 0 })}
            </Link>
          ),
        },
        {
          head: t('case.state'),
          cell: (sitting) => (
            <Badge tone={sitting[0]?.state === 'confirmed' ? 'ok' : 'warn'}>
              {label('committee.state', sitting[0]?.state ?? '')}
            </Badge>
          ),
        },
        {
          head: t('committee.members'),
          cell: (sitting) => sitting.map((one) => one.name ?? `#${one.person_id}`).join(', '),
        },
      ]}
    />
  );
}

/* ---- calling it ---- */

function Member({
  one,
  isChosen,
  onChange,
}: {
  one: Candidate;
  isChosen: boolean;
  onChange: () => void;
}): ReactNode {
  const { name, label } = useWords();
  return (
    <li>
      <Checkbox className="check" isSelected={isChosen} onChange={onChange}>
        <span className="check-box" aria-hidden="true" />
        <span>
          {one.name ?? `#${one.person_id}`}{' '}
          <span className="field-note">
            {label('role', one.role)} · {one.organisation}
          </span>{' '}
          {one.ties.map((tie) => (
            <Badge key={tie.name} tone={tie.bars ? 'danger' : 'warn'}>
              {name(tie)}
            </Badge>
          ))}
        </span>
      </Checkbox>
    </li>
  );
}

function Convene({ id, cases }: { id: number; cases: readonly CommitteeCase[] }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [day, setDay] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [about, setAbout] = useState(cases[0]?.application_id ?? 0);
  const candidates = useQuery({
    queryKey: ['candidates', about],
    queryFn: ({ signal }) =>
      taken<Items<Candidate>>(
        api.GET('/api/applications/{id}/candidates', { params: at(about), signal }),
      ),
    enabled: about > 0,
  });
  const convene = useMutation({
    mutationFn: () =>
      taken<{ matter_id: number }>(
        api.POST('/api/calls/{id}/committee', {
          params: at(id),
          body: {
            /* A document of the rules' machine: the description says no more of it. */
            values: {
              meets_on: day,
              members: [...chosen].map((person) => ({ person_id: person })),
            } as never,
          },
        }),
      ),
    onSuccess: () => {
      setDay('');
      setChosen(new Set());
      void client.invalidateQueries({ queryKey: ['committee', id] });
    },
  });
  const { beside, rest } = useFieldErrors(convene.error, ['meets_on', 'members']);
  if (cases.length === 0) return <Empty title={t('committee.no_cases')} />;
  const toggle = (person: number): void => {
    const next = new Set(chosen);
    if (!next.delete(person)) next.add(person);
    setChosen(next);
  };
  return (
    <Form onSubmit={() => day && chosen.size > 0 && convene.mutate()}>
      <TextField
        label={t('committee.day')}
        type="date"
        value={day}
        onChange={setDay}
        error={beside.meets_on ?? null}
      />
      <SelectField
        label={t('committee.ties_to')}
        value={String(about)}
        onChange={(value) => setAbout(Number(value))}
        description={t('committee.ties_to.note')}
        choices={cases.map((one) => ({
          value: String(one.application_id),
          text: `${one.number} ${one.adopter}`,
        }))}
      />
      <Answer query={candidates}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('committee.nobody')} />
          ) : (
            <fieldset
              className="members"
              aria-describedby={beside.members ? 'members-wrong' : undefined}
            >
              <legend className="field-label">
                {t('committee.chosen', { count: chosen.size })}
              </legend>
              <ul className="lines">
                {items.map((one) => (
                  <Member
                    key={one.person_id}
                    one={one}
                    isChosen={chosen.has(one.person_id)}
                    onChange={() => toggle(one.person_id)}
                  />
                ))}
              </ul>
              {beside.members && (
                <p className="field-error" id="members-wrong" role="alert">
                  {beside.members}
                </p>
              )}
            </fieldset>
          )
        }
      </Answer>
      {rest !== null && <ProblemNotice error={rest} />}
      <Button
        kind="primary"
        type="submit"
        isPending={convene.isPending}
        isDisabled={!day || chosen.size === 0}
      >
        {t('committee.convene.go')}
      </Button>
    </Form>
  );
}

export function CommitteePage({ params }: PageProps): ReactNode {
  const { t } = useWords();
  const id = Number(params.id);
  const { role } = useSession();
  const call = useQuery({
    queryKey: ['call', String(id)],
    queryFn: ({ signal }) => taken<Call>(api.GET('/api/calls/{id}', { params: at(id), signal })),
  });
  const members = useQuery({
    queryKey: ['committee', id, 'members'],
    queryFn: ({ signal }) =>
      taken<Items<CommitteeMember>>(
        api.GET('/api/calls/{id}/committee/members', { params: at(id), signal }),
      ),
  });
  const cases = useQuery({
    queryKey: ['committee', id, 'cases'],
    queryFn: ({ signal }) =>
      taken<Items<CommitteeCase>>(
        api.GET('/api/calls/{id}/committee/cases', { params: at(id), signal }),
      ),
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('committee.title')}</h1>
        <p>
          <Link to={`/calls/${id}`}>{call.data?.title ?? t('call.title')}</Link>
        </p>
        <p>{t('committee.why')}</p>
      </div>
      <Verdicts id={id} />
      <Card title={t('committee.meetings')}>
        <Answer query={members}>{({ items }) => <Meetings members={items} />}</Answer>
      </Card>
      {role === 'operator_officer' && (
        <Card title={t('committee.convene')}>
          <Answer query={cases}>{({ items }) => <Convene id={id} cases={items} />}</Answer>
        </Card>
      )}
    </>
  );
}
