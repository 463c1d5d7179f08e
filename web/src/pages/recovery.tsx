/* Back in with a link that somebody of the same organisation handed over. */
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { done, quietly } from '../api/client.ts';
import type { Lost } from '../api/types.ts';
import { navigate } from '../app/router.tsx';
import { useSessionState } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, TextField } from '../kit/field.tsx';
import { Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const losses: readonly Lost[] = ['password', 'phone', 'both'];

/* Stands after "#", which a browser sends to no server: TOKEN, or TOKEN.LOST, so that the page can
 * say what was lost. What is replaced the server decides by the token alone. */
export function recoveryAddress(token: string, lost: Lost): string {
  return `${window.location.origin}/recovery#${token}.${lost}`;
}

function readLink(text: string): { token: string; lost: Lost | null } {
  const [token = '', named] = text.trim().replace(/^.*#/, '').split('.');
  return { token, lost: losses.find((one) => one === named) ?? null };
}

export function RecoveryPage(): ReactNode {
  const { t } = useWords();
  const { retry } = useSessionState();
  const [link, setLink] = useState(() => window.location.hash.slice(1));
  const [password, setPassword] = useState('');
  const { token, lost } = readLink(link);
  const isPresent = lost === 'phone';
  const recover = useMutation({
    mutationFn: () => done(quietly.POST('/api/recoveries', { body: { token, password } })),
    /* All sessions have ended, one in this browser too. */
    onSuccess: retry,
  });
  const { beside, rest } = useFieldErrors(recover.error, ['token', 'password']);
  return (
    <div className="card gate-card">
      <h1>{t('recovery.title')}</h1>
      <p>{lost ? t(`recovery.why.${lost}`) : t('recovery.why')}</p>
      {recover.isSuccess ? (
        <Notice kind="ok" title={t('recovery.done')}>
          <p>{lost ? t(`recovery.next.${lost}`) : t('recovery.next')}</p>
          <Button kind="primary" onPress={() => navigate('/')}>
            {t('sign_in.title')}
          </Button>
        </Notice>
      ) : (
        <Form onSubmit={() => token && password && recover.mutate()}>
          <TextField
            label={t('recovery.token')}
            value={link}
            onChange={setLink}
            autoComplete="off"
            error={beside.token ?? null}
          />
          <TextField
            label={t(isPresent ? 'account.password.old' : 'account.password.new')}
            type="password"
            value={password}
            onChange={setPassword}
            autoComplete={isPresent ? 'current-password' : 'new-password'}
            description={t(
              isPresent
                ? 'recovery.present'
                : lost
                  ? 'invitation.password.rule'
                  : 'recovery.either',
            )}
            error={beside.password ?? null}
          />
          {rest !== null && <ProblemNotice error={rest} />}
          <Button
            kind="primary"
            type="submit"
            isPending={recover.isPending}
            isDisabled={!token || !password}
          >
            {t('recovery.go')}
          </Button>
        </Form>
      )}
    </div>
  );
}
