/* Who reviews an application: given by the officer through the gate of ties. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, done, taken } from '../api/client.ts';
import { ruleQuery, type Candidate, type RuleParts, type Seat } from '../api/selection.ts';
import type { Application, Items } from '../api/types.ts';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Form, SelectField, TextField } from '../kit/field.tsx';
import { formatDay } from '../kit/format.ts';
import { Badge, Card, Table } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const declared = ['interest', 'past_employment', 'supplier'] as const;
const DAYS = 14;

const useCandidates = (application: number, isWanted: boolean) =>
  useQuery({
    queryKey: ['candidates', application],
    queryFn: ({ signal }) =>
      taken<Items<Candidate>>(
        api.GET('/api/applications/{id}/candidates', { params: at(application), signal }),
      ),
    enabled: isWanted,
  });

function useCandidateName(): (one: Candidate) => string {
  const { name, label } = useWords();
  return (one) =>
    [
      `${one.name ?? `#${one.person_id}`} · ${label('role', one.role)} · ${one.organisation}`,
      ...one.ties.map(name),
    ].join(' — ');
}

function GiveSeat({
  application,
  rules,
  sitters,
}: {
  application: Application;
  rules: RuleParts;
  sitters: readonly Candidate[];
}): ReactNode {
  const { t, name } = useWords();
  const candidateName = useCandidateName();
  const client = useQueryClient();
  const [review, setReview] = useState(rules.reviews[0]?.id ?? '');
  const [person, setPerson] = useState('');
  const [days, setDays] = useState(String(DAYS));
  const wanted = Number(days);
  const isReady = person !== '' && /^\d+$/.test(days) && wanted >= 1 && wanted <= 90;
  const give = useMutation({
    mutationFn: () =>
      taken<Items<Seat>>(
        api.POST('/api/applications/{id}/seats', {
          params: at(application.id),
          body: { review, person_id: Number(person), days: wanted },
        }),
      ),
    onSuccess: (answer) => {
      client.setQueryData(['seats', application.id], answer);
      setPerson('');
    },
  });
  return (
    <Form onSubmit={() => isReady && give.mutate()}>
      <SelectField
        label={t('sel.seat.review')}
        value={review}
        onChange={setReview}
        choices={rules.reviews.map((one) => ({ value: one.id, text: name(one) }))}
      />
      <SelectField
        label={t('sel.seat.person')}
        value={person}
        onChange={(next) => {
          setPerson(next);
          give.reset();
        }}
        choices={[
          { value: '', text: t('sel.seat.choose') },
          ...sitters.map((one) => ({ value: String(one.person_id), text: candidateName(one) })),
        ]}
      />
      <TextField
        label={t('sel.seat.days')}
        value={days}
        onChange={setDays}
        inputMode="numeric"
        error={isReady || person === '' ? null : t('sel.seat.days.wrong')}
      />
      {give.error && <ProblemNotice error={give.error} />}
      <Button kind="primary" type="submit" isPending={give.isPending} isDisabled={!isReady}>
        {t('sel.seat.give')}
      </Button>
    </Form>
  );
}

/* What the operating body knows of a reviewer's ties. */
function DeclareTie({
  application,
  sitters,
}: {
  application: Application;
  sitters: readonly Candidate[];
}): ReactNode {
  const { t, label } = useWords();
  const client = useQueryClient();
  const candidateName = useCandidateName();
  const [person, setPerson] = useState('');
  const [kind, setKind] = useState<string>(declared[0]);
  const [note, setNote] = useState('');
  const isReady = person !== '' && note.trim() !== '';
  const declare = useMutation({
    mutationFn: () =>
      done(
        api.POST('/api/ties', {
          body: {
            person_id: Number(person),
            organisation_id: application.adopter_id,
            kind,
            note: note.trim(),
          },
        }),
      ),
    onSuccess: () => {
      setNote('');
      void client.invalidateQueries({ queryKey: ['candidates', application.id] });
    },
  });
  return (
    <details className="more">
      <summary>{t('sel.tie.declare')}</summary>
      <Form onSubmit={() => isReady && declare.mutate()}>
        <SelectField
          label={t('sel.tie.person')}
          value={person}
          onChange={setPerson}
          choices={[
            { value: '', text: t('sel.seat.choose') },
            ...sitters.map((one) => ({ value: String(one.person_id), text: candidateName(one) })),
          ]}
        />
        <SelectField
          label={t('sel.tie.kind')}
          value={kind}
          onChange={setKind}
          choices={declared.map((one) => ({ value: one, text: label('sel.tie', one) }))}
        />
        <TextField
          label={t('sel.tie.note')}
          value={note}
          onChange={setNote}
          description={t('sel.tie.with', { firm: application.adopter })}
        />
        {declare.error && <ProblemNotice error={declare.error} />}
        {declare.isSuccess && <Notice kind="ok" title={t('sel.tie.kept')} />}
        <Button type="submit" isPending={declare.isPending} isDisabled={!isReady}>
          {t('sel.tie.go')}
        </Button>
      </Form>
    </details>
  );
}

export function SeatsPanel({ application }: { application: Application }): ReactNode {
  const { t, name, label, language } = useWords();
  const { role } = useSession();
  const isOfficer = role === 'operator_officer';
  const rules = useQuery(ruleQuery(application.programme, application.programme_version));
  const sitters = useCandidates(application.id, isOfficer && application.state === 'submitted');
  const query = useQuery({
    queryKey: ['seats', application.id],
    queryFn: ({ signal }) =>
      taken<Items<Seat>>(
        api.GET('/api/applications/{id}/seats', { params: at(application.id), signal }),
      ),
  });
  const reviewName = (id: string): string => {
    const review = rules.data?.reviews.find((one) => one.id === id);
    return review ? name(review) : id;
  };
  const stateName = (seat: Seat): string => {
    const machine = rules.data?.reviews.find((one) => one.id === seat.review)?.machine;
    const states = rules.data?.machines.find((one) => one.id === machine)?.states ?? [];
    const state = states.find((one) => one.id === seat.state);
    return state ? name(state) : seat.state;
  };
  return (
    <Card title={t('sel.seat.title')}>
      <p>{t('sel.seat.why')}</p>
      <Answer query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('sel.seat.none')} />
          ) : (
            <Table
              caption={t('sel.seat.title')}
              isCaptionHidden
              rows={items}
              rowKey={(seat) => seat.id}
              columns={[
                { head: t('sel.seat.person'), isRowHead: true, cell: (seat) => seat.name ?? '—' },
                { head: t('sel.seat.review'), cell: (seat) => reviewName(seat.review) },
                { head: t('sel.seat.state'), cell: stateName },
                { head: t('sel.seat.until'), cell: (seat) => formatDay(seat.until_at, language) },
                {
                  head: t('sel.seat.minutes'),
                  cell: (seat) =>
                    seat.minutes.length === 0
                      ? '—'
                      : seat.minutes.map((tie) => (
                          <Badge key={tie} tone="warn">
                            {label('sel.tie', tie)}
                          </Badge>
                        )),
                },
              ]}
            />
          )
        }
      </Answer>
      {isOfficer && application.state === 'submitted' && rules.data && (
        <Answer query={sitters}>
          {({ items: people }) =>
            people.length === 0 ? (
              <Empty title={t('sel.seat.nobody')} />
            ) : (
              <>
                <GiveSeat application={application} rules={rules.data} sitters={people} />
                <DeclareTie application={application} sitters={people} />
              </>
            )
          }
        </Answer>
      )}
    </Card>
  );
}
