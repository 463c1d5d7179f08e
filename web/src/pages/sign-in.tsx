import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Problem, quietly, taken } from '../api/client.ts';
import { demoAccounts, demoSignIn } from '../api/demo.ts';
import type { Session } from '../api/types.ts';
import { useSessionState } from '../app/session.tsx';
import { Link } from '../app/router.tsx';
import { Button } from '../kit/button.tsx';
import { CodeField } from '../kit/code-field.tsx';
import { Form, TextField } from '../kit/field.tsx';
import { ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

/* A demo server offers its people here; in earnest nothing is shown. */
function DemoAccounts(): ReactNode {
  const { t, name } = useWords();
  const { accept } = useSessionState();
  const accounts = useQuery({
    queryKey: ['demo'],
    queryFn: demoAccounts,
    staleTime: Infinity,
    retry: false,
  });
  const signIn = useMutation({ mutationFn: demoSignIn, onSuccess: accept });
  if (!accounts.data || accounts.data.length === 0) return null;
  return (
    <section className="demo" aria-label={t('demo.title')}>
      <h2>{t('demo.title')}</h2>
      <p className="field-note">{signIn.isPending ? t('demo.waiting') : t('demo.why')}</p>
      {signIn.error && <ProblemNotice error={signIn.error} />}
      <ul>
        {accounts.data.map((account) => (
          <li key={account.login}>
            <Button
              onPress={() => signIn.mutate(account)}
              isPending={signIn.isPending && signIn.variables.login === account.login}
            >
              {name(account)}
            </Button>
            <code>{account.login}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function SignInPage(): ReactNode {
  const { t } = useWords();
  const { accept } = useSessionState();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const signIn = useMutation({
    mutationFn: () =>
      taken<Session>(
        quietly.POST('/api/session', {
          body: { login: login.trim(), password, ...(needsCode && { code }) },
        }),
      ),
    onSuccess: accept,
    onError: (error) => {
      if (error instanceof Problem && error.reason.endsWith('code_needed')) setNeedsCode(true);
    },
  });
  const onlyNeedsCode =
    signIn.error instanceof Problem && signIn.error.reason.endsWith('code_needed');
  return (
    <div className="gate">
      <div className="gate-words">
        <p className="gate-idea">{t('sign_in.idea')}</p>
        <p>{t('sign_in.idea.more')}</p>
      </div>
      <div className="card gate-card">
        <h1>{t('sign_in.title')}</h1>
        <Form onSubmit={() => signIn.mutate()}>
          <TextField
            label={t('sign_in.login')}
            value={login}
            onChange={setLogin}
            autoComplete="username"
            autoFocus
          />
          <TextField
            label={t('sign_in.password')}
            type="password"
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
          />
          {needsCode && <CodeField value={code} onChange={setCode} autoFocus />}
          {signIn.error && !onlyNeedsCode && <ProblemNotice error={signIn.error} />}
          <Button kind="primary" type="submit" isPending={signIn.isPending}>
            {t('sign_in.go')}
          </Button>
        </Form>
        <p className="field-note">{t('sign_in.no_account')}</p>
        <p className="field-note">
          <Link to="/open">{t('figures.open')}</Link> · <Link to="/inquire">{t('inquire.title')}</Link> · <Link to="/calls">{t('calls.title')}</Link> · <Link to="/programmes">{t('split.caption')}</Link>
        </p>
        <DemoAccounts />
      </div>
    </div>
  );
}
