/* The dialog that asks again for proof: the whole sign-in when the session ended, password or code
 * before money and signatures. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { Problem, type ProofKind, quietly, taken } from '../api/client.ts';
import { demoAccounts, freshCode, type DemoAccount } from '../api/demo.ts';
import type { Session } from '../api/types.ts';
import { Button } from '../kit/button.tsx';
import { CodeField } from '../kit/code-field.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Form, TextField } from '../kit/field.tsx';
import { ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

interface ProofProps {
  kind: ProofKind;
  session: Session;
  onProven: (session: Session) => void;
  onClose: () => void;
}

export function ProofDialog({ kind, session, onProven, onClose }: ProofProps): ReactNode {
  const { t } = useWords();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [wantsCode, setWantsCode] = useState(kind === 'step_up');
  const prove = useMutation({
    mutationFn: () => {
      const proof = { ...(password && { password }), ...(code && { code }) };
      return kind === 'step_up'
        ? taken<Session>(quietly.POST('/api/session/step-up', { body: proof }))
        : taken<Session>(
            quietly.POST('/api/session', { body: { login: session.login, ...proof } }),
          );
    },
    onSuccess: onProven,
    onError: (error) => {
      if (error instanceof Problem && error.reason.endsWith('code_needed')) setWantsCode(true);
    },
  });
  const demo = useQuery({
    queryKey: ['demo'],
    queryFn: demoAccounts,
    staleTime: Infinity,
    retry: false,
  });
  const offered = demo.data?.find((account) => account.login === session.login);
  const used = useRef(new Set<string>());
  const fill = useMutation({
    mutationFn: async (account: DemoAccount) => {
      if (code) used.current.add(code);
      if (kind === 'sign_in' || !account.code) setPassword(account.password ?? '');
      if (!account.code) return;
      setWantsCode(true);
      setCode((await freshCode(account.login, used.current)) ?? '');
    },
  });
  const title = kind === 'step_up' ? t('proof.step_up') : t('proof.sign_in');
  return (
    <Dialog title={title} onClose={onClose}>
      <p>
        {kind === 'step_up'
          ? t('proof.step_up.why')
          : t('proof.sign_in.why', { name: session.name })}
      </p>
      <Form onSubmit={() => prove.mutate()}>
        <TextField
          label={t('sign_in.password')}
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          autoFocus
          {...(kind === 'step_up' && { description: t('proof.either') })}
        />
        {wantsCode && <CodeField value={code} onChange={setCode} />}
        {offered && (
          <Button onPress={() => fill.mutate(offered)} isPending={fill.isPending}>
            {fill.isPending ? t('demo.waiting') : t('demo.fill')}
          </Button>
        )}
        {prove.error && <ProblemNotice error={prove.error} />}
        <div className="actions">
          <Button kind="primary" type="submit" isPending={prove.isPending}>
            {t('proof.go')}
          </Button>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}
