/* The documents the server sends and takes. Names are the server's own, so they keep their
 * underscores. A member that the reader's role may not see is left out by the server: amounts
 * above all. docs/generated/openapi.json is the source; a page never invents a member that is not
 * here. */
import type { paths } from '../generated/api.ts';

export type Language = 'ko' | 'en';
export type Role =
  | 'adopter_owner'
  | 'adopter_member'
  | 'supplier'
  | 'sponsor_officer'
  | 'mentor'
  | 'operator_officer'
  | 'operator_finance'
  | 'reviewer'
  | 'ministry_viewer'
  | 'accountant'
  | 'auditor'
  | 'admin'
  | 'site_agent';

export interface Items<T> {
  items: T[];
}
export interface Named {
  ko: string;
  en: string;
}

export interface ProblemDocument {
  type?: string;
  title: string;
  status: number;
  reason: string;
  detail?: string | null;
  path?: string | null;
  remedy?: string | null;
}

export interface Session {
  user_id: number;
  login: string;
  name: string;
  organisation_id: number;
  organisation: string;
  organisation_kind: string;
  post: string;
  role: Role;
  /* Only the account's own pages are open until the second factor is set up. */
  enrolling: boolean;
  csrf: string;
  step_up_until: string | null;
  expires_at: string;
  language: Language;
}
export interface Account {
  login: string;
  name: string;
  email: string;
  language: Language;
  totp_enabled: boolean;
  /* Codes on paper that are still good. */
  backup_codes: number;
  role: Role;
  post: string;
  organisation: string;
}
export interface BackupCodes {
  codes: string[];
}
/* Of another organisation only the post is told, not who holds it. */
export interface PostHolder {
  user_id: number;
  organisation_id: number;
  login?: string;
  name?: string;
  post: string;
  role: Role;
  second_factor?: boolean;
  since: string;
}
export type Lost = 'password' | 'phone' | 'both';
export interface Recovery {
  user_id: number;
  lost: Lost;
  token: string;
  expires_at: string;
}
export interface AccountLogEntry {
  id: number;
  at: string;
  event: string;
  person?: string | null;
  organisation: string;
  actor?: string | null;
  actor_organisation: string | null;
  note: string;
}
export type SharedKind = 'log' | 'model' | 'plan' | 'indicators';
export interface Grant {
  id: number;
  owner_id: number;
  owner: string;
  to_id: number;
  to: string;
  object: SharedKind;
  object_id: number;
  class: string;
  purpose: string;
  created_at: string;
  until: string;
  revoked_at: string | null;
}
export interface Device {
  id: number;
  label: string;
  enrolled_at: string;
  replaced_by: number | null;
  revoked_at: string | null;
  reason: string | null;
}
export interface DeviceCode {
  label: string;
  code: string;
  expires_at: string;
}
export interface TotpSecret {
  secret: string;
  uri: string;
}
export interface Organisation {
  id: number;
  name: string;
  kind: string;
  business_number: string | null;
  region: string | null;
}
export interface Invitation {
  id: number;
  organisation_id: number;
  organisation: string;
  post: string;
  role: Role;
  email: string;
  expires_at: string;
  accepted_at: string | null;
  token: string | null;
}
export interface ReadLogEntry {
  id: number;
  at: string;
  reader_organisation: string;
  reader_role: Role;
  object: string;
  object_id: number;
  classes: string;
  route: string;
}

export interface ProductionLog {
  id: number;
  name: string;
  bytes: number;
  sha256: string;
  encoding: string;
  rows: number;
  columns: unknown;
  mapping: unknown;
  defects: unknown;
  uploaded_at: string;
}

export type { Job } from './documents.ts';

export interface Model {
  id: number;
  name: string;
  hash: string;
  station_count: number;
  item_count: number;
  order_count: number;
  fit_for_advice: boolean | null;
  origin: 'log' | 'import' | 'sample';
  log_id: number | null;
  created_at: string;
}

export interface Estimate {
  mean: number;
  half_width: number;
}
export interface Run {
  id: number;
  model_id: number;
  seed: number;
  engine: string;
  created_at: string;
  result: unknown;
}
export interface Plan {
  id: number;
  model_id: number;
  programme: string;
  budget: number;
  hash: string;
  created_at: string;
  document: unknown;
}

export type Party = 'government' | 'sponsor' | 'adopter' | 'local' | 'other';
export interface Funder extends Named {
  id: string;
  party: Party;
  share_bp: number;
  cap: number | null;
  basis: string;
  basis_en: string | null;
}
export interface Tranche extends Named {
  id: string;
  share_bp: number;
  condition: string | null;
}
export interface ProgrammeStep extends Named {
  id: string;
  actor: string;
  deadline_days: number | null;
  deadline_months: number | null;
  working: boolean;
  basis: string;
  basis_en: string | null;
  /* Absent from documents of version 1. */
  machine: string | null;
  machine_ko: string | null;
  machine_en: string | null;
  from: string | null;
}
export interface Programme extends Named {
  key: string;
  version: number;
  year: number;
  basis: string;
  basis_en: string | null;
  total_min: number;
  total_max: number | null;
  funders: Funder[];
  tranches: Tranche[];
  steps: ProgrammeStep[];
}
export type Verdict = 'no' | 'yes' | 'unknown';
export type RuleDraftState = 'draft' | 'published' | 'dropped';
export interface RuleDraft {
  id: number;
  organisation: string;
  title: string;
  document: string | null;
  state: RuleDraftState;
  key: string | null;
  version: number | null;
  problems: number;
  authors?: string[];
  mine: boolean;
  publisher?: string | null;
  changed_at: string;
}
export interface RuleProblem extends Named {
  place: string;
  reason: string;
  text: string;
}
export interface RuleDifference extends Named {
  place: string;
  before: string | null;
  after: string | null;
}
export interface RuleOutcome {
  eligible: number;
  ineligible: number;
  unknown: number;
  fundable: number;
  not_fundable: number;
  total?: number;
}
export interface RuleSimulation {
  applications: number;
  before: RuleOutcome;
  after: RuleOutcome;
  money?: { party: Party; before: number; after: number }[];
  changed: {
    application_id: number;
    number: string;
    before: Verdict;
    after: Verdict;
    ground_ko: string | null;
    ground_en: string | null;
    total?: number;
    firm_before?: number | null;
    firm_after?: number | null;
  }[];
}
export interface Share extends Named {
  funder: string;
  party: Party;
  amount: number;
}
/* What came in with a firm's file, and what did not. */
export interface FirmImported {
  logs: number;
  models: number;
  facts: number;
  present: number;
  left: number;
}
export interface LevelItem extends Named {
  id: string;
  area: string;
  step?: string | null;
  basis: string;
  group: string;
  points_milli?: number | null;
  collects: boolean;
}
export interface LevelModel extends Named {
  key: string;
  version: number;
  basis: string;
  scale: 'built' | 'capability';
  counting: 'steps' | 'points';
  areas: (Named & { id: string; basis: string; items_published?: number | null })[];
  steps: (Named & { id: string; basis: string; from_milli?: number | null })[];
  items: LevelItem[];
}
export interface LevelAnswer {
  item: string;
  met: boolean;
  cost?: number | null;
}
export interface LevelStanding {
  key: string;
  step?: string | null;
  milli: number;
  areas: { area: string; step?: string | null; milli: number }[];
  answers: LevelAnswer[];
}
export interface LevelPayer extends Named {
  programme: string;
  verdict: 'no' | 'yes' | 'unknown';
  refused_ko?: string | null;
  refused_en?: string | null;
  grounds: (Named & { basis: string; basis_en?: string | null; verdict: 'no' | 'yes' | 'unknown' })[];
  shares: (Named & { amount: number })[];
}
export interface LevelWay {
  key: string;
  from?: string | null;
  target: string;
  cost: number;
  unpriced: number;
  milli_after: number;
  items: { item: string; cost?: number | null }[];
  payers: LevelPayer[];
}

/* null: the rules set no limit for what is given in kind, or it is not published. */
export interface SplitShare extends Share {
  cash_least: number | null;
  in_kind_most: number | null;
}
export interface SplitInstalment extends Named {
  tranche: string;
  amount: number;
  opens_ko: string | null;
  opens_en: string | null;
  due_on: string | null;
  parts: Share[];
}
export interface Split extends Named {
  day: string;
  total: number;
  cut: number;
  shares: SplitShare[];
  instalments: SplitInstalment[];
}

export interface ApplicationOption extends Named {
  id: string;
  cost?: number;
  payback_months?: number | null;
}
export interface HistoryEntry {
  at: string;
  name?: string;
  organisation: string;
  action: string;
  note: string;
}
export type ApplicationState = 'draft' | 'submitted' | 'returned' | 'approved' | 'rejected';
export interface Application {
  id: number;
  number: string;
  state: ApplicationState;
  programme: string;
  programme_version: number;
  adopter_id: number;
  adopter: string;
  sponsor_id: number;
  sponsor: string;
  title: string;
  summary: string;
  contact?: string;
  plan_id: number;
  plan_hash: string;
  total?: number;
  shares?: Share[];
  options: ApplicationOption[];
  history: HistoryEntry[];
  agreement_id: number | null;
  created_at: string;
  submitted_at: string | null;
}

export interface AgreementShare extends Share {
  paid: number;
}
export interface Signature {
  organisation_id: number;
  organisation: string;
  name?: string | null;
  at: string | null;
}
export type PaymentState = 'requested' | 'approved' | 'paid' | 'refused';
export interface Payment {
  id: number;
  agreement_id: number;
  tranche: string;
  amount: number;
  payee: string;
  state: PaymentState;
  parts: { funder: string; amount: number }[];
  evidence: string;
  requested_by: number;
  approved_by: number | null;
  requested_by_name?: string;
  approved_by_name?: string | null;
  requested_at: string;
  paid_at: string | null;
}
/* An accountant who is not designated for a case sees its amounts and nothing else. */
export interface Agreement {
  id: number;
  number?: string;
  application_id?: number;
  state?: 'signing' | 'active';
  adopter_id?: number;
  adopter?: string;
  sponsor_id?: number;
  sponsor?: string;
  operator_id?: number;
  operator?: string;
  title?: string;
  total?: number;
  shares?: AgreementShare[];
  signatures?: Signature[];
  deposited?: number;
  tranches?: (Named & { id: string; amount: number; paid: number })[];
  payments?: Payment[];
  waiting_for?: (Named & { organisation: string })[];
}

export interface Contribution {
  id: number;
  source: 'sponsor' | 'government';
  organisation_id: number;
  organisation: string;
  programme: string;
  designation: string;
  amount: number;
  received: number;
  spend_by: string | null;
  state: 'pledged' | 'received';
  pledged_at: string;
}
export type CallPhase = 'draft' | 'announced' | 'open' | 'closed' | 'finished' | 'withdrawn';
export interface CallFunder extends Named {
  funder: string;
  party: string;
  organisation_id: number;
  organisation: string;
  amount: number;
  agreed: number;
}
export interface Reached {
  added: number;
  without_consent: number;
}
export interface Contact {
  organisation_id: number;
  organisation: string;
  region: string | null;
  source: 'register' | 'past';
  consent: boolean;
  told_by?: string | null;
  told_at: string | null;
  way: 'phone' | 'mail' | 'visit' | 'letter' | null;
  answer: 'interested' | 'later' | 'no' | null;
  note: string;
  applied: boolean;
}
export interface CallPaper {
  name: string;
  required: boolean;
}
export interface Call {
  id: number;
  uuid: string;
  number: string;
  state: 'draft' | 'open' | 'closed' | 'finished' | 'withdrawn';
  /* The state as the clock sees it. */
  phase: CallPhase;
  days_left: number;
  programme: string;
  programme_ko: string;
  programme_en: string;
  programme_version: number;
  operator_id: number;
  operator: string;
  sponsor_id: number | null;
  sponsor: string | null;
  title: string;
  body: string;
  who: string;
  basis: string;
  quota: number;
  submitted: number;
  approved: number;
  opens_at: string;
  closes_at: string;
  support: number;
  support_min: number;
  support_max: number | null;
  funders: CallFunder[];
  papers: CallPaper[];
  history: { at: string; action: string; note: string }[];
  changed_at: string;
  opened_at: string | null;
}
export interface LedgerAccount extends Named {
  id: number;
  code: number;
  organisation: string | null;
  project: number | null;
  source: string | null;
  designation: number | null;
  debits_pending: number;
  debits_posted: number;
  credits_pending: number;
  credits_posted: number;
  balance: number;
}
export interface LedgerTransfer extends Named {
  seq: number;
  id: string;
  group: string;
  group_index: number;
  group_count: number;
  debit: number;
  credit: number;
  debit_name: string;
  credit_name: string;
  amount: number;
  kind: 'posted' | 'pending' | 'post' | 'void';
  code: number;
  event_at: string;
  created_at: string;
}

export interface Todo extends Named {
  link: string;
  due: string | null;
}
export interface DashboardNumber extends Named {
  key: string;
  won: number | null;
  count: number | null;
}
export interface DashboardCase {
  application_id: number;
  agreement_id: number | null;
  title: string;
  adopter: string;
  state: string;
  waiting_ko: string | null;
  waiting_en: string | null;
}
export interface Dashboard {
  role: Role;
  todo?: Todo[];
  numbers?: DashboardNumber[];
  cases?: DashboardCase[];
}

/* As the server's description lists them: "all", each region, "other". */
export type RegionId = NonNullable<
  NonNullable<paths['/api/figures/{key}']['get']['parameters']['query']>['region']
>;
export interface Region extends Named {
  id: RegionId;
  column: number;
  row: number;
}
export interface FigureCell extends Named {
  programme: string;
  year: number;
  region: RegionId;
  hidden: boolean;
  firms: number;
  applications: number;
  agreements: number;
  total: number;
  government: number;
  sponsor: number;
  adopter: number;
  other: number;
  paid: number;
}
export interface Figures {
  made_at: string;
  k: number;
  regions: Region[];
  cells: FigureCell[];
}
export interface FigureFlow {
  source: 'government' | 'sponsor' | 'adopter' | 'other';
  pledged: number;
  received: number;
  agreed: number;
  paid: number;
}
export interface FigureResult extends Named {
  kpi: string;
  promised: number;
  measured: number;
  machine: number;
  reached: number;
  achieved: number;
}
export interface FigureLiving {
  years: number;
  used: number;
  silent: number;
  unheard: number;
  closed: number;
}
export interface FigureDetail {
  made_at: string;
  flow: FigureFlow[];
  results: FigureResult[];
  living: FigureLiving[];
  settled: number;
  claimed: number;
  recovered: number;
}
export interface FigureProject {
  agreement_id: number;
  number: string;
  adopter: string;
  state: 'used' | 'silent' | 'unheard' | 'closed';
  total: number;
  paid: number;
  active_at: string;
  seen_at: string | null;
}
export interface UploadPart {
  number: number;
  size: number;
  sha256: string;
}
export interface Upload {
  id: number;
  application_id: number;
  upload_state: 'open' | 'kept';
  name: string;
  type: string;
  size: number;
  part_size: number;
  part_count: number;
  parts: UploadPart[];
  sha256: string | null;
}
export interface Hit {
  kind: 'organisation' | 'programme' | 'application' | 'agreement' | 'plan';
  id: number;
  key?: string | null;
  name?: string | null;
  name_en?: string | null;
  number?: string | null;
  title?: string | null;
  adopter?: string | null;
  sponsor?: string | null;
  state?: string | null;
}
