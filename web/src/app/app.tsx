/* Which page stands at an address, and what surrounds it. */
import { Suspense, useEffect, type ReactNode } from 'react';
import { InvitationPage } from '../pages/invitation.tsx';
import { SignInPage } from '../pages/sign-in.tsx';
import { Loading, Notice, ProblemNotice } from '../kit/states.tsx';
import type { Key } from '../words/key.ts';
import { useWords } from '../words/words.tsx';
import { Link, matchPath, usePath } from './router.tsx';
import { isOpen, OpenPage, RecoveryPage, routes } from './routes.tsx';
import { useSessionState } from './session.tsx';
import { Frame, PlainFrame } from './frame.tsx';
import { usePreferences } from './preferences.tsx';
import { NotFoundPage } from '../pages/not-found.tsx';

function useTitle(title: string): void {
  const { t } = useWords();
  useEffect(() => {
    document.title = title ? `${title} · ${t('product.name')}` : t('product.name');
  }, [title, t]);
}

/* The session's language once at each sign-in; a later choice of the reader stays. */
function useSessionLanguage(): void {
  const { session } = useSessionState();
  const { setLanguage } = usePreferences();
  const language = session?.language;
  const user = session?.user_id;
  useEffect(() => {
    if (language && user) setLanguage(language);
  }, [language, user, setLanguage]);
}

function SignedIn({ path }: { path: string }): ReactNode {
  const { t } = useWords();
  const { session } = useSessionState();
  if (session?.enrolling && path !== '/account') {
    return (
      <Frame title={t('totp.title')} path={path}>
        <h1>{t('totp.title')}</h1>
        <Notice kind="warn" title={t('totp.first')}>
          <Link to="/account" className="button button-primary">
            {t('totp.needed')}
          </Link>
        </Notice>
      </Frame>
    );
  }
  for (const route of routes) {
    const params = matchPath(route.pattern, path);
    if (!params) continue;
    return (
      <Frame title={t(route.title)} path={path}>
        <route.page key={path} params={params} />
      </Frame>
    );
  }
  return (
    <Frame title={t('not_found.title')} path={path}>
      <NotFoundPage />
    </Frame>
  );
}

/* What stands open to who is not signed in, beside the pages with an address of their own. */
function openAt(path: string): ReactNode {
  const route = routes.find((one) => matchPath(one.pattern, path));
  if (!route || !isOpen(route.pattern)) return null;
  return (
    <Suspense fallback={<Loading />}>
      <div className="open-page">
        <route.page key={path} params={matchPath(route.pattern, path) ?? {}} />
      </div>
    </Suspense>
  );
}

function titleKeyOf(
  path: string,
  signedIn: boolean,
): Key {
  if (path === '/invitation') return 'invitation.title';
  if (path === '/recovery') return 'recovery.title';
  if (path === '/open') return 'figures.open';
  const found = routes.find((route) => matchPath(route.pattern, path));
  if (!signedIn && !(found && isOpen(found.pattern))) return 'sign_in.title';
  return found?.title ?? 'not_found.title';
}

export function App(): ReactNode {
  const { t } = useWords();
  const path = usePath();
  const { session, isLoading, error, retry } = useSessionState();
  useSessionLanguage();
  useTitle(t(titleKeyOf(path, session !== null)));

  if (path === '/invitation') {
    return (
      <PlainFrame>
        <InvitationPage />
      </PlainFrame>
    );
  }
  const Open = path === '/open' ? OpenPage : path === '/recovery' ? RecoveryPage : null;
  if (Open) {
    return (
      <PlainFrame>
        <Suspense fallback={<Loading />}>
          <Open />
        </Suspense>
      </PlainFrame>
    );
  }
  if (session) return <SignedIn path={path} />;
  return (
    <PlainFrame>
      {isLoading ? (
        <Loading />
      ) : error ? (
        <ProblemNotice error={error} onRetry={retry} />
      ) : (
        (openAt(path) ?? <SignInPage />)
      )}
    </PlainFrame>
  );
}
