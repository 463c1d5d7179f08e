import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';
import './styles/line.css';
import './styles/papers.css';
import './styles/ways.css';
import './styles/calls.css';
import './styles/selection.css';
import { Problem } from './api/client.ts';
import { App } from './app/app.tsx';
import { PreferencesProvider } from './app/preferences.tsx';
import { SessionProvider } from './app/session.tsx';

/* What the server refused will be refused again; only a network that failed is worth another try.
 * A call is made even when the browser believes to be offline: the server may stand in the same
 * building. */
const retry = (count: number, error: unknown): boolean => !(error instanceof Problem) && count < 2;
const client = new QueryClient({
  defaultOptions: {
    queries: { retry, staleTime: 5_000, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <PreferencesProvider>
        <SessionProvider>
          <App />
        </SessionProvider>
      </PreferencesProvider>
    </QueryClientProvider>
  </StrictMode>,
);
