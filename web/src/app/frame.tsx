/* What surrounds every page: skip link, name of the product, menu, the person, and the line that
 * says when the connection is lost. */
import { Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover, Button as AriaButton } from 'react-aria-components';
import { onReachable, tellReachable } from '../api/client.ts';
import { formatClock } from '../kit/format.ts';
import { Button } from '../kit/button.tsx';
import { Boundary } from '../kit/boundary.tsx';
import { Loading } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { isCurrent, menuOf, personMenuOf } from './navigation.ts';
import { usePreferences, type Theme } from './preferences.tsx';
import { pageChunks } from './chunks.ts';
import { Link, navigate } from './router.tsx';
import { Search } from './search.tsx';
import { useChangeLanguage, useSession, useSessionState } from './session.tsx';

function ConnectionLine(): ReactNode {
  const { t, language } = useWords();
  const [lostAt, setLostAt] = useState<Date | null>(null);
  useEffect(() => onReachable((reachable) => setLostAt(reachable ? null : new Date())), []);
  useEffect(() => {
    const lose = (): void => tellReachable(false);
    window.addEventListener('offline', lose);
    return () => window.removeEventListener('offline', lose);
  }, []);
  useEffect(() => {
    if (!lostAt) return;
    /* A request that needs no session tells when the server is back. */
    const timer = setInterval(() => {
      fetch('/api/health').then(
        (response) => response.ok && tellReachable(true),
        () => undefined,
      );
    }, 3000);
    return () => clearInterval(timer);
  }, [lostAt]);
  if (!lostAt) return null;
  return (
    <div className="connection" role="alert">
      {t('state.lost', { time: formatClock(lostAt, language) })}
    </div>
  );
}

const nextTheme: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };

function Choices(): ReactNode {
  const { t, language } = useWords();
  const { theme, setTheme } = usePreferences();
  const changeLanguage = useChangeLanguage();
  return (
    <div className="choices">
      <Button kind="quiet" onPress={() => changeLanguage(language === 'ko' ? 'en' : 'ko')}>
        <span lang={language === 'ko' ? 'en' : 'ko'}>
          {language === 'ko' ? 'English' : '한국어'}
        </span>
      </Button>
      <Button
        kind="quiet"
        onPress={() => setTheme(nextTheme[theme])}
        aria-label={t('theme.change', { theme: t(`theme.${theme}`) })}
      >
        {t(`theme.${theme}`)}
      </Button>
    </div>
  );
}

export function PlainFrame({ children }: { children: ReactNode }): ReactNode {
  const { t } = useWords();
  return (
    <div className="plain-frame">
      <ConnectionLine />
      <header className="top">
        <Link to="/" className="product">
          {t('product.name')}
        </Link>
        <span className="spring" />
        <Choices />
      </header>
      <main className="plain-main">
        <Boundary>{children}</Boundary>
      </main>
    </div>
  );
}

function PersonMenu(): ReactNode {
  const { t } = useWords();
  const session = useSession();
  const { signOut } = useSessionState();
  const act = (key: string): void => {
    if (key === 'sign-out') void signOut().then(() => navigate('/'));
    else navigate(key);
  };
  return (
    <MenuTrigger>
      <AriaButton className="person">
        <b>{session.name}</b>
        <span>{session.organisation}</span>
      </AriaButton>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" onAction={(key) => act(String(key))}>
          {personMenuOf(session.role).map((item) => (
            <MenuItem key={item.to} id={item.to}>
              {t(item.text)}
            </MenuItem>
          ))}
          <MenuItem id="sign-out">{t('sign_out')}</MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function fetchPages(): void {
  for (const load of pageChunks) void load().catch(() => undefined);
}

interface FrameProps {
  title: string;
  path: string;
  children: ReactNode;
}

export function Frame({ title, path, children }: FrameProps): ReactNode {
  const { t } = useWords();
  const { role } = useSession();
  useEffect(() => {
    /* The other pages are fetched while nothing else is: a lost connection then loses no page. */
    const timer = setTimeout(fetchPages, 1500);
    return () => clearTimeout(timer);
  }, []);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    /* After a move inside the page the reader starts at its beginning, as after a load. */
    if (first.current) {
      first.current = false;
      return;
    }
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <div className="frame">
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <ConnectionLine />
      <header className="top">
        <Link to="/" className="product">
          {t('product.name')}
        </Link>
        <nav className="nav" aria-label={t('nav.label')}>
          {menuOf(role).map((item) => (
            <Link
              key={item.to}
              to={item.to}
              aria-current={isCurrent(item, path) ? 'page' : undefined}
            >
              {t(item.text)}
            </Link>
          ))}
        </nav>
        <span className="spring" />
        <Search />
        <Choices />
        <PersonMenu />
      </header>
      <main id="main" className="main" ref={main} tabIndex={-1} aria-label={title}>
        <Boundary key={path}>
          <Suspense fallback={<Loading />}>{children}</Suspense>
        </Boundary>
      </main>
    </div>
  );
}
