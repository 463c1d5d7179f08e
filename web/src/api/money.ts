/* What the server sends about the bank, claims, the book, its trace and the pacts of a sponsor. A
 * member that the reader's role may not see is left out. */
import type { Named } from './types.ts';

export type BankState = 'open' | 'matched' | 'set-aside';
export type BankThing = 'contribution' | 'deposit' | 'payment';
export interface BankLine {
  id: number;
  account?: string;
  reference?: string;
  at?: string;
  incoming?: boolean;
  amount?: number;
  name?: string;
  memo?: string;
  virtual_account?: string;
  state?: BankState;
  thing?: string | null;
  thing_id?: number | null;
  note?: string | null;
  why?: string | null;
  why_ko?: string | null;
  why_en?: string | null;
  suggested?: string | null;
  suggested_id?: number | null;
  expected?: number;
  rivals?: number;
}
export interface BankImport {
  again: boolean;
  lines: number;
  fresh: number;
  known: number;
  matched: number;
  open: number;
}

export type ClaimState = 'noticed' | 'to-dun' | 'dunned' | 'to-collect' | 'settled';
export interface LedgerClaim {
  id: number;
  project?: number;
  debtor?: string | null;
  principal?: number;
  owed_principal?: number;
  owed_interest?: number;
  owed_surcharge?: number;
  noticed?: string;
  due?: string;
  dunnings?: number;
  days_overdue?: number;
  state?: ClaimState;
}
export interface Recovery {
  matter_id: number;
  application_id?: number | null;
  debtor?: string;
  state?: string;
  principal?: number;
  owed?: number;
  interest?: number;
  due?: string;
  days_overdue?: number;
  dunnings?: number;
}

export type OrderKind =
  | 'surcharge'
  | 'write_off'
  | 'designation'
  | 'market_in'
  | 'market_out'
  | 'market_pay';
export interface MoneyOrder {
  id: number;
  kind: OrderKind;
  claim_id: number | null;
  agreement_id: number | null;
  source_id: number | null;
  from: string | null;
  to: string | null;
  amount?: number | null;
  reason: string;
  paper: string;
  sha256: string;
  state: 'asked' | 'approved' | 'refused';
  asked_name?: string;
  asked_at: string;
  decided_name?: string | null;
  decided_at: string | null;
  note: string;
}
export interface MarketLead {
  id: number;
  event: string;
  counterpart: string;
  stage: 'meeting' | 'quote' | 'order';
  amount: number;
  on: string;
}
export interface MarketFunnel {
  event: string;
  firms: number;
  meetings: number;
  quotes: number;
  orders: number;
  ordered: number;
}

export interface Night {
  day: string;
  at?: string;
  balanced?: boolean;
  fault?: string;
  accounts?: number;
  groups?: number;
  transfers?: number;
  pending_open?: number;
  overdue?: number;
  overdue_won?: number;
  bank_open?: number;
}
export interface Duty extends Named {
  account: number;
  code: number;
  project: number | null;
  owner: string | null;
  amount: number;
  since: string;
  due: string;
  late: boolean;
  basis: string;
}
export interface Purpose {
  source: string | null;
  designation: number;
  received: number;
  allotted: number;
  paid: number;
  returned: number;
  related: number;
  moved_in: number;
  moved_out: number;
  left: number;
  spend_by: string | null;
  overdue: number;
  cut_off: string;
}
export interface RelatedParty {
  source_id: number;
  source: string | null;
  organisation_id: number;
  organisation: string | null;
  since: string;
  basis: string;
}
export interface TaxStatement {
  source: string | null;
  year: number;
  received: number;
  returned: number;
  related: number;
  base: number;
  rate_bp: number;
  credit: number;
  basis: string;
}
export interface SponsorResult extends Named {
  kpi: string;
  unit: string | null;
  firms: number;
  projects: number;
  signed: number;
  hidden: boolean;
  k: number;
  before_milli: number;
  after_milli: number;
  promising: number;
  target_milli: number;
}

/* Of money that is not the reader's only the number is told. */
export interface TraceLine {
  seq: number;
  debit?: number;
  credit?: number;
  debit_name?: string;
  credit_name?: string;
  amount?: number;
  kind?: 'posted' | 'pending' | 'post' | 'void';
}
export interface TraceDecision {
  ref: number;
  place: number;
  at: string;
  name?: string;
  organisation: string;
  action: string;
  note?: string;
}
export interface LedgerTrace extends Named {
  seq: number;
  group: string;
  code: number;
  amount: number;
  event_at: string;
  created_at: string;
  actor?: string | null;
  actor_organisation?: string | null;
  programme?: string | null;
  programme_version?: number | null;
  evidence?: string | null;
  thing?: string | null;
  thing_id?: number | null;
  bank_reference?: string | null;
  agreement?: string | null;
  agreement_id?: number | null;
  application_id?: number | null;
  claim_id?: number | null;
  ends: number | null;
  ended_by: number | null;
  reverses: number | null;
  place: number;
  lines: TraceLine[];
  decisions?: TraceDecision[];
}
export interface LogEntry {
  place: number;
  kind: string;
  ref: number;
  body: string | null;
  leaf: string;
  size: number;
  root: string;
  path: string[];
  checkpoint: string | null;
  proof: string | null;
}

export type InquiryState = 'new' | 'accepted' | 'declined';
export interface Inquiry {
  id: number;
  organisation: string;
  contact?: string;
  email?: string;
  message: string;
  state: InquiryState;
  note: string;
  organisation_id: number | null;
  at: string;
  answered_at: string | null;
}
export interface PactYear {
  year: number;
  amount?: number;
}
export interface Pact {
  id: number;
  title: string;
  hash: string;
  sponsor_id: number;
  operator_id: number;
  ministry_id: number;
  years: PactYear[];
  total?: number;
  signatures: {
    organisation_id: number;
    organisation: string;
    name?: string | null;
    at: string | null;
  }[];
  created_at: string;
  active_at: string | null;
}
