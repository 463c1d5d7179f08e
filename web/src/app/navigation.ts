/* What each role finds in its menu: at most five, the most used first. The server decides what
 * may be read; this only spares a person the doors that stay shut. */
import type { Role } from '../api/types.ts';
import type { Key } from '../words/key.ts';

export interface MenuItem {
  to: string;
  text: Key;
  /* Addresses that also belong to this item. */
  also?: readonly string[];
}

const home: MenuItem = { to: '/', text: 'nav.home' };
const line: MenuItem = { to: '/models', text: 'nav.line', also: ['/logs', '/runs', '/plans'] };
const applications: MenuItem = { to: '/applications', text: 'nav.applications' };
const agreements: MenuItem = { to: '/agreements', text: 'nav.agreements' };
const contributions: MenuItem = { to: '/contributions', text: 'nav.contributions' };
const payments: MenuItem = { to: '/payments', text: 'nav.payments' };
const ledger: MenuItem = { to: '/ledger', text: 'nav.ledger' };
const programmes: MenuItem = {
  to: '/programmes',
  text: 'nav.programmes',
  also: ['/rule-drafts'],
};
const calls: MenuItem = { to: '/calls', text: 'nav.calls' };
const figures: MenuItem = { to: '/figures', text: 'nav.figures' };
const readLog: MenuItem = { to: '/read-log', text: 'nav.read_log' };
/* Who may read what of ours, and who did: the log of reads belongs to it. */
const shared: MenuItem = { to: '/shared', text: 'nav.shared', also: ['/read-log'] };
const devices: MenuItem = { to: '/devices', text: 'nav.devices' };
const tasks: MenuItem = { to: '/tasks', text: 'tasks.title', also: ['/calendar', '/matters'] };
const levels: MenuItem = { to: '/levels', text: 'levels.title' };
const profile: MenuItem = { to: '/profile', text: 'sel.profile.title' };
const reviews: MenuItem = { to: '/reviews', text: 'sel.reviews.title' };
const bank: MenuItem = { to: '/bank', text: 'bank.title' };
const claims: MenuItem = { to: '/claims', text: 'claims.title' };
const pacts: MenuItem = { to: '/pacts', text: 'pacts.title' };
const inquiries: MenuItem = { to: '/inquiries', text: 'inquiries.title' };
const people: MenuItem = { to: '/people', text: 'nav.people' };

const menus: Partial<Record<Role, readonly MenuItem[]>> = {
  adopter_owner: [home, line, applications, agreements, shared],
  adopter_member: [home, line, applications, agreements, shared],
  sponsor_officer: [home, applications, agreements, contributions, programmes],
  operator_officer: [home, tasks, applications, agreements, contributions],
  operator_finance: [home, payments, agreements, contributions, ledger],
  ministry_viewer: [home, figures, applications, agreements, ledger],
  accountant: [home, ledger, agreements],
  auditor: [home, ledger, applications, agreements, readLog],
  admin: [home, people, programmes],
  reviewer: [home, reviews, programmes],
  mentor: [home, applications, reviews, programmes],
};

/* What stands in the menu of the person: not daily, but one's own. */
const inviters: readonly Role[] = [
  'adopter_owner',
  'supplier',
  'sponsor_officer',
  'operator_officer',
  'accountant',
  'admin',
];
const overseers: readonly Role[] = [
  'operator_officer',
  'operator_finance',
  'ministry_viewer',
  'auditor',
];
const adopters: readonly Role[] = ['adopter_owner', 'adopter_member'];
/* Those whom a firm may let see something of its own. */
const grantees: readonly Role[] = [
  'supplier',
  'sponsor_officer',
  'mentor',
  'operator_officer',
  'reviewer',
];
/* Those to whom the bank's lines, money on its way back and the agreements of a sponsor are shown. */
const bankers: readonly Role[] = [
  'operator_officer',
  'operator_finance',
  'accountant',
  'auditor',
];
const parties: readonly Role[] = [...overseers, 'sponsor_officer'];

const watched: readonly Role[] = ['adopter_owner', 'supplier', 'sponsor_officer', 'auditor'];

export function personMenuOf(role: Role): readonly MenuItem[] {
  return [
    { to: '/account', text: 'account.title' },
    ...(watched.includes(role) ? [readLog] : []),
    ...(grantees.includes(role) ? [shared] : []),
    ...(role === 'operator_officer' ? [] : [tasks]),
    ...(adopters.includes(role) ? [profile, levels, devices] : []),
    ...(inviters.includes(role) ? [people] : []),
    { to: '/ledger', text: 'nav.ledger' },
    ...(bankers.includes(role) ? [bank] : []),
    ...([...adopters, ...overseers, 'accountant'].includes(role) ? [claims] : []),
    ...(parties.includes(role) ? [pacts] : []),
    ...(role === 'operator_officer' ? [inquiries] : []),
    calls,
    ...(overseers.includes(role) ? [figures, programmes] : []),
  ];
}

export function menuOf(role: Role): readonly MenuItem[] {
  return menus[role] ?? [home, programmes];
}

export function isCurrent(item: MenuItem, path: string): boolean {
  const under = (root: string): boolean => path === root || path.startsWith(`${root}/`);
  return item.to === '/' ? path === '/' : under(item.to) || (item.also ?? []).some(under);
}
