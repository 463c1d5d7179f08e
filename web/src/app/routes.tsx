/* Every address of the page, with its title and, for the heavier half, a chunk of its own. */
import { lazy, type ComponentType } from 'react';
import { DashboardPage } from '../pages/dashboard.tsx';
import type { Key } from '../words/key.ts';
import { cases, line } from './chunks.ts';
import type { Params } from './router.tsx';

export interface PageProps {
  params: Params;
}
interface Route {
  pattern: string;
  title: Key;
  page: ComponentType<PageProps>;
}

type LinePage = keyof Awaited<ReturnType<typeof line>>;
type CasePage = keyof Awaited<ReturnType<typeof cases>>;
const linePage = (name: LinePage) => lazy(async () => ({ default: (await line())[name] }));
const casePage = (name: CasePage) => lazy(async () => ({ default: (await cases())[name] }));

/* Stand open to who is not signed in. */
export const OpenPage = casePage('PublicFiguresPage');
export const RecoveryPage = casePage('RecoveryPage');

/* Of those below, the ones that anybody may open. */
const open: readonly string[] = ['/calls', '/calls/:id', '/inquire'];
export const isOpen = (pattern: string): boolean => open.includes(pattern);

export const routes: readonly Route[] = [
  { pattern: '/', title: 'nav.home', page: DashboardPage },
  { pattern: '/logs', title: 'logs.title', page: linePage('LogsPage') },
  { pattern: '/logs/:id', title: 'log.title', page: linePage('LogPage') },
  { pattern: '/models', title: 'models.title', page: linePage('ModelsPage') },
  { pattern: '/models/:id', title: 'model.title', page: linePage('ModelPage') },
  { pattern: '/runs/:id', title: 'run.title', page: linePage('RunPage') },
  { pattern: '/plans', title: 'plans.title', page: linePage('PlansPage') },
  { pattern: '/plans/:id', title: 'plan.title', page: linePage('PlanPage') },
  { pattern: '/programmes', title: 'programmes.title', page: casePage('ProgrammesPage') },
  { pattern: '/programmes/:key', title: 'programme.title', page: casePage('ProgrammePage') },
  { pattern: '/calls', title: 'calls.title', page: casePage('CallsPage') },
  { pattern: '/calls/new', title: 'call.write', page: casePage('CallFormPage') },
  { pattern: '/calls/:id', title: 'call.title', page: casePage('CallPage') },
  { pattern: '/calls/:id/outreach', title: 'outreach.title', page: casePage('OutreachPage') },
  { pattern: '/calls/:id/edit', title: 'call.edit', page: casePage('CallFormPage') },
  { pattern: '/figures', title: 'figures.title', page: casePage('FiguresPage') },
  { pattern: '/tasks', title: 'tasks.title', page: casePage('TasksPage') },
  { pattern: '/calendar', title: 'calendar.title', page: casePage('CalendarPage') },
  { pattern: '/matters/:id', title: 'matter.title', page: casePage('MatterPage') },
  { pattern: '/levels', title: 'levels.title', page: casePage('LevelsPage') },
  { pattern: '/rule-drafts', title: 'rule_drafts.title', page: casePage('RuleDraftsPage') },
  { pattern: '/rule-drafts/:id', title: 'rule_draft.title', page: casePage('RuleDraftPage') },
  { pattern: '/applications', title: 'applications.title', page: casePage('ApplicationsPage') },
  { pattern: '/applications/:id/review', title: 'sel.review.title', page: casePage('ReviewPage') },
  { pattern: '/reviews', title: 'sel.reviews.title', page: casePage('ReviewsPage') },
  { pattern: '/profile', title: 'sel.profile.title', page: casePage('ProfilePage') },
  {
    pattern: '/programmes/:key/ranking',
    title: 'sel.ranking.title',
    page: casePage('RankingPage'),
  },
  { pattern: '/applications/:id', title: 'application.title', page: casePage('ApplicationPage') },
  { pattern: '/agreements', title: 'agreements.title', page: casePage('AgreementsPage') },
  { pattern: '/agreements/:id', title: 'agreement.title', page: casePage('AgreementPage') },
  { pattern: '/contributions', title: 'contributions.title', page: casePage('ContributionsPage') },
  { pattern: '/payments', title: 'payments.title', page: casePage('PaymentsPage') },
  { pattern: '/ledger', title: 'ledger.title', page: casePage('LedgerPage') },
  { pattern: '/ledger/:tab', title: 'ledger.title', page: casePage('LedgerPage') },
  { pattern: '/ledger/accounts/:id', title: 'trace.account', page: casePage('LedgerAccountPage') },
  {
    pattern: '/ledger/transfers/:id',
    title: 'trace.title',
    page: casePage('LedgerTransferPage'),
  },
  { pattern: '/log/:id', title: 'trace.log.title', page: casePage('LogEntryPage') },
  { pattern: '/bank', title: 'bank.title', page: casePage('BankPage') },
  { pattern: '/claims', title: 'claims.title', page: casePage('ClaimsPage') },
  { pattern: '/pacts', title: 'pacts.title', page: casePage('PactsPage') },
  { pattern: '/pacts/:id', title: 'pacts.one', page: casePage('PactPage') },
  { pattern: '/inquiries', title: 'inquiries.title', page: casePage('InquiriesPage') },
  { pattern: '/inquire', title: 'inquire.title', page: casePage('InquirePage') },
  { pattern: '/read-log', title: 'read_log.title', page: casePage('ReadLogPage') },
  { pattern: '/shared', title: 'shared.title', page: casePage('SharedPage') },
  { pattern: '/devices', title: 'devices.title', page: casePage('DevicesPage') },
  { pattern: '/people', title: 'people.title', page: casePage('PeoplePage') },
  { pattern: '/account', title: 'account.title', page: casePage('AccountPage') },
];
