/* What each role finds in its menu: at most five, the most used first. The server decides what
 * may be read; this only spares a person the doors that stay shut. */
import type { Role } from '../api/types.ts';
import type { Key } from '../words/ko.ts';

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
const readLog: MenuItem = { to: '/read-log', text: 'nav.read_log' };
const people: MenuItem = { to: '/people', text: 'nav.people' };

const menus: Partial<Record<Role, readonly MenuItem[]>> = {
  adopter_owner: [home, line, applications, agreements, readLog],
  adopter_member: [home, line, applications, agreements],
  sponsor_officer: [home, applications, agreements, contributions, programmes],
  operator_officer: [home, applications, agreements, contributions, people],
  operator_finance: [home, payments, agreements, contributions, ledger],
  ministry_viewer: [home, applications, agreements, ledger, programmes],
  accountant: [home, ledger, agreements],
  auditor: [home, ledger, applications, agreements, readLog],
  admin: [home, people, programmes],
  reviewer: [home, applications, programmes],
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
const watched: readonly Role[] = ['adopter_owner', 'supplier', 'sponsor_officer', 'auditor'];

export function personMenuOf(role: Role): readonly MenuItem[] {
  return [
    { to: '/account', text: 'account.title' },
    ...(watched.includes(role) ? [readLog] : []),
    ...(inviters.includes(role) ? [people] : []),
    ...(role === 'operator_officer' ? [programmes] : []),
    { to: '/ledger', text: 'nav.ledger' },
  ];
}

export function menuOf(role: Role): readonly MenuItem[] {
  return menus[role] ?? [home, programmes];
}

export function isCurrent(item: MenuItem, path: string): boolean {
  const under = (root: string): boolean => path === root || path.startsWith(`${root}/`);
  return item.to === '/' ? path === '/' : under(item.to) || (item.also ?? []).some(under);
}
