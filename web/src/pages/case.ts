/* The pages about programmes, money and people, in one chunk. */
export { ProgrammesPage, ProgrammePage } from './programmes.tsx';
export { ApplicationsPage } from './applications.tsx';
export { ApplicationPage } from './application.tsx';
export { AgreementsPage } from './agreements.tsx';
export { AgreementPage } from './agreement.tsx';
export { ContributionsPage } from './contributions.tsx';
export { PaymentsPage } from './payments.tsx';
export { LedgerPage } from './ledger.tsx';
export { ReadLogPage } from './read-log.tsx';
export { PeoplePage } from './people.tsx';
export { AccountPage } from './account.tsx';
export { RecoveryPage } from './recovery.tsx';
export { SharedPage } from './shared.tsx';
export { DevicesPage } from './devices.tsx';
export { FiguresPage, PublicFiguresPage } from './figures.tsx';
export { RuleDraftsPage } from './rule-drafts.tsx';
export { RuleDraftPage } from './rule-draft.tsx';
export { LevelsPage } from './levels.tsx';
