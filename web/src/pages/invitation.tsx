import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { done, quietly } from '../api/client.ts';
import { navigate } from '../app/router.tsx';
import { Button } from '../kit/button.tsx';
import { Form, TextField } from '../kit/field.tsx';
import { Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

/* The token stands after "#": a browser sends that part to no server, so no log keeps it. */
export function InvitationPage(): ReactNode {
  const { t } = useWords();
  const [token, setToken] = useState(() => window.location.hash.slice(1));
  const [login, setLogin] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const accept = useMutation({
    mutationFn: () =>
      done(
        quietly.POST('/api/invitations/accept', {
          body: { token: token.trim(), login: login.trim(), name: name.trim(), password },
        }),
      ),
  });
  return (
    <div className="card gate-card">
      <h1>{t('invitation.title')}</h1>
      {accept.isSuccess ? (
        <Notice kind="ok" title={t('invitation.done')}>
          <Button kind="primary" onPress={() => navigate('/')}>
            {t('sign_in.title')}
          </Button>
        </Notice>
      ) : (
        <Form onSubmit={() => accept.mutate()}>
          <TextField
            label={t('invitation.token')}
            value={token}
            onChange={setToken}
            autoComplete="off"
          />
          <TextField
            label={t('invitation.name')}
            value={name}
            onChange={setName}
            autoComplete="name"
          />
          <TextField
            label={t('sign_in.login')}
            value={login}
            onChange={setLogin}
            autoComplete="username"
          />
          <TextField
            label={t('sign_in.password')}
            type="password"
            value={password}
            onChange={setPassword}
            autoComplete="new-password"
            description={t('invitation.password.rule')}
          />
          {accept.error && <ProblemNotice error={accept.error} />}
          <Button kind="primary" type="submit" isPending={accept.isPending}>
            {t('invitation.go')}
          </Button>
        </Form>
      )}
    </div>
  );
}
