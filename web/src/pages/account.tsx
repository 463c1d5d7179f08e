/* The signed-in person's own account: name, language, password, second factor. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, done, taken } from '../api/client.ts';
import type { Account, Language, TotpSecret } from '../api/types.ts';
import { usePreferences } from '../app/preferences.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Download } from '../kit/download.tsx';
import { Form, SelectField, TextField } from '../kit/field.tsx';
import { Card, Facts } from '../kit/show.tsx';
import { Answer, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { AccountLog, Codes, Leave } from './ways.tsx';

function Profile({ account }: { account: Account }): ReactNode {
  const { t, label } = useWords();
  const { setLanguage } = usePreferences();
  const client = useQueryClient();
  const [name, setName] = useState(account.name);
  const [email, setEmail] = useState(account.email);
  const [language, setOwnLanguage] = useState<Language>(account.language);
  const save = useMutation({
    mutationFn: () =>
      taken<Account>(
        api.PATCH('/api/account', {
          body: {
            name: name.trim(),
            language,
            ...(email.trim() && { email: email.trim() }),
          },
        }),
      ),
    onSuccess: (next) => {
      client.setQueryData(['account'], next);
      setLanguage(next.language);
    },
  });
  return (
    <Card title={t('account.profile')}>
      <Facts
        items={[
          [t('sign_in.login'), account.login],
          [t('people.post'), `${account.post} (${label('role', account.role)})`],
          [t('organisation.name'), account.organisation],
        ]}
      />
      <Form onSubmit={() => save.mutate()}>
        <TextField
          label={t('invitation.name')}
          value={name}
          onChange={setName}
          autoComplete="name"
        />
        <TextField
          label={t('account.email')}
          value={email}
          onChange={setEmail}
          type="email"
          autoComplete="email"
        />
        <SelectField
          label={t('account.language')}
          value={language}
          onChange={(value) => setOwnLanguage(value as Language)}
          choices={[
            { value: 'ko', text: '한국어' },
            { value: 'en', text: 'English' },
          ]}
        />
        {save.error && <ProblemNotice error={save.error} />}
        {save.isSuccess && <Notice kind="ok" title={t('account.saved')} />}
        <Button kind="primary" type="submit" isPending={save.isPending}>
          {t('common.save')}
        </Button>
      </Form>
    </Card>
  );
}

function Password(): ReactNode {
  const { t } = useWords();
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const change = useMutation({
    mutationFn: () => done(api.POST('/api/account/password', { body: { old, new: fresh } })),
    onSuccess: () => {
      setOld('');
      setFresh('');
    },
  });
  return (
    <Card title={t('account.password')}>
      <Form onSubmit={() => old && fresh && change.mutate()}>
        <TextField
          label={t('account.password.old')}
          type="password"
          value={old}
          onChange={setOld}
          autoComplete="current-password"
        />
        <TextField
          label={t('account.password.new')}
          type="password"
          value={fresh}
          onChange={setFresh}
          autoComplete="new-password"
          description={t('invitation.password.rule')}
        />
        {change.error && <ProblemNotice error={change.error} />}
        {change.isSuccess && <Notice kind="ok" title={t('account.password.done')} />}
        <Button
          kind="primary"
          type="submit"
          isPending={change.isPending}
          isDisabled={!old || !fresh}
        >
          {t('account.password.go')}
        </Button>
      </Form>
    </Card>
  );
}

function SecondFactor({ account }: { account: Account }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [code, setCode] = useState('');
  const start = useMutation({ mutationFn: () => taken<TotpSecret>(api.POST('/api/account/totp')) });
  const confirm = useMutation({
    mutationFn: () => done(api.POST('/api/account/totp/confirm', { body: { code: code.trim() } })),
    onSuccess: () => {
      start.reset();
      setCode('');
      void client.invalidateQueries({ queryKey: ['account'] });
      void client.invalidateQueries({ queryKey: ['session'] });
    },
  });
  return (
    <Card title={t('totp.title')}>
      <p>{account.totp_enabled ? t('totp.on') : t('totp.off')}</p>
      {start.data ? (
        <Form onSubmit={() => code.trim() && confirm.mutate()}>
          <Facts
            items={[
              [
                t('totp.secret'),
                <code key="secret" className="breakable">
                  {start.data.secret}
                </code>,
              ],
              [
                t('totp.uri'),
                <a key="uri" className="breakable" href={start.data.uri}>
                  {start.data.uri}
                </a>,
              ],
            ]}
          />
          <TextField
            label={t('totp.code')}
            value={code}
            onChange={setCode}
            inputMode="numeric"
            autoComplete="one-time-code"
            description={t('totp.code.note')}
          />
          {confirm.error && <ProblemNotice error={confirm.error} />}
          <Button
            kind="primary"
            type="submit"
            isPending={confirm.isPending}
            isDisabled={!code.trim()}
          >
            {t('totp.confirm')}
          </Button>
        </Form>
      ) : (
        <>
          {confirm.isSuccess && <Notice kind="ok" title={t('totp.done')} />}
          {start.error && <ProblemNotice error={start.error} />}
          <Button
            kind={account.totp_enabled ? 'plain' : 'primary'}
            onPress={() => start.mutate()}
            isPending={start.isPending}
          >
            {account.totp_enabled ? t('totp.again') : t('totp.start')}
          </Button>
        </>
      )}
    </Card>
  );
}

export function AccountPage(): ReactNode {
  const { t } = useWords();
  const { enrolling, role } = useSession();
  const query = useQuery({
    queryKey: ['account'],
    queryFn: ({ signal }) => taken<Account>(api.GET('/api/account', { signal })),
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('account.title')}</h1>
      </div>
      <Answer query={query}>
        {(account) => (
          <>
            <div className="two">
              <div>
                <Profile account={account} />
                {role === 'adopter_owner' && !enrolling && (
                  <Card title={t('take.title')}>
                    <p>{t('take.why')}</p>
                    <Download path="/export">{t('take.all')}</Download>
                  </Card>
                )}
                {!enrolling && <Leave account={account} />}
              </div>
              <div>
                <SecondFactor account={account} />
                <Password />
                {!enrolling && <Codes account={account} />}
              </div>
            </div>
            {!enrolling && <AccountLog />}
          </>
        )}
      </Answer>
    </>
  );
}
