/* Who is signed in. When a session ends, or money wants fresh proof, the dialog opens over the
 * page and the call that met it goes on afterwards. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import {
  done,
  Problem,
  type ProofKind,
  quietly,
  setAskProof,
  setCsrf,
  taken,
} from '../api/client.ts';
import type { Language, Session } from '../api/types.ts';
import { usePreferences } from './preferences.tsx';
import { ProofDialog } from './proof.tsx';

interface SessionState {
  session: Session | null;
  isLoading: boolean;
  error: unknown;
  accept: (session: Session) => void;
  signOut: () => Promise<void>;
  retry: () => void;
}

const SessionContext = createContext<SessionState | null>(null);

export function useSessionState(): SessionState {
  const state = useContext(SessionContext);
  if (!state) throw new Error('useSessionState outside of SessionProvider');
  return state;
}
export function useSession(): Session {
  const { session } = useSessionState();
  if (!session) throw new Error('useSession while nobody is signed in');
  return session;
}

/* Of an adopting firm: whoever else reads a thing of the line reads it only. */
export function useIsFirm(): boolean {
  return useSession().role.startsWith('adopter');
}

/* The reader's language, here and in what the server writes: the account keeps it once one is
 * signed in. */
export function useChangeLanguage(): (language: Language) => void {
  const { setLanguage } = usePreferences();
  const { session, accept } = useSessionState();
  return (language) => {
    setLanguage(language);
    if (!session) return;
    accept({ ...session, language });
    void done(quietly.PATCH('/api/account', { body: { language } })).catch(() => undefined);
  };
}

async function whoAmI(): Promise<Session | null> {
  try {
    return await taken<Session>(quietly.GET('/api/session'));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

interface Pending {
  kind: ProofKind;
  settle: (proven: boolean) => void;
}

export function SessionProvider({ children }: { children: ReactNode }): ReactNode {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['session'],
    queryFn: whoAmI,
    staleTime: Infinity,
    retry: false,
  });
  const session = query.data ?? null;
  const [pending, setPending] = useState<Pending | null>(null);
  const known = useRef<Session | null>(null);
  if (session) known.current = session;
  setCsrf(session?.csrf ?? '');

  const accept = useCallback(
    (next: Session) => {
      setCsrf(next.csrf);
      client.setQueryData(['session'], next);
    },
    [client],
  );
  const forget = useCallback(() => {
    known.current = null;
    setCsrf('');
    /* The session stays in the cache, as nobody's: whoever waits for it would not hear of a query
     * that was thrown away and made again. */
    client.setQueryData(['session'], null);
    client.removeQueries({ predicate: (kept) => kept.queryKey[0] !== 'session' });
    client.getMutationCache().clear();
  }, [client]);
  const signOut = useCallback(async () => {
    await done(quietly.DELETE('/api/session')).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
    });
    forget();
  }, [forget]);

  useEffect(() => {
    setAskProof((kind) => {
      if (!known.current) return Promise.resolve(false);
      return new Promise<boolean>((resolve) => setPending({ kind, settle: resolve }));
    });
    return () => setAskProof(null);
  }, []);

  const end = (proven: boolean): void => {
    pending?.settle(proven);
    if (!proven && pending?.kind === 'sign_in') forget();
    setPending(null);
  };
  const { isLoading, error, refetch } = query;
  const value = useMemo(
    () => ({ session, isLoading, error, accept, signOut, retry: () => void refetch() }),
    [session, isLoading, error, accept, signOut, refetch],
  );
  return (
    <SessionContext value={value}>
      {children}
      {pending && known.current && (
        <ProofDialog
          kind={pending.kind}
          session={known.current}
          onProven={(next) => {
            /* Another person at the same browser must not inherit this page. */
            if (next.user_id !== known.current?.user_id) client.clear();
            accept(next);
            end(true);
          }}
          onClose={() => end(false)}
        />
      )}
    </SessionContext>
  );
}
