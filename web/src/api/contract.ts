/* Holds the types this page reads against the server's own description (generated/api.ts): a
 * member that the server does not know, or knows otherwise, stops the type check. */
import type { components } from '../generated/api.ts';
import type * as money from './money.ts';
import type * as selection from './selection.ts';
import type * as ours from './types.ts';

type Theirs = components['schemas'];

/* Documents inside (a log's columns, a run's result) have descriptions of their own in
 * docs/formats. */
/* Every member of ours is one of theirs, and what we take it for is what they send. */
type Holds<Our, Their> = [Exclude<keyof Our, keyof Their>] extends [never]
  ? [Our] extends [Their]
    ? true
    : {
        differs: {
          [K in keyof Our & keyof Their]: [Our[K]] extends [Their[K]] ? never : K;
        }[keyof Our & keyof Their];
      }
  : { unknown: Exclude<keyof Our, keyof Their> };

type Assert<T extends Record<keyof T, true>> = T;

export type Contract = Assert<{
  session: Holds<ours.Session, Theirs['Session']>;
  account: Holds<ours.Account, Theirs['Account']>;
  backupCodes: Holds<ours.BackupCodes, Theirs['BackupCodes']>;
  postHolder: Holds<ours.PostHolder, Theirs['PostHolder']>;
  recovery: Holds<ours.Recovery, Theirs['Recovery']>;
  accountLog: Holds<ours.AccountLogEntry, Theirs['AccountLogEntry']>;
  grant: Holds<ours.Grant, Theirs['Grant']>;
  device: Holds<ours.Device, Theirs['Device']>;
  deviceCode: Holds<ours.DeviceCode, Theirs['DeviceCode']>;
  organisation: Holds<ours.Organisation, Theirs['Organisation']>;
  invitation: Holds<ours.Invitation, Theirs['Invitation']>;
  model: Holds<ours.Model, Theirs['Model']>;
  job: Holds<Omit<ours.Job, 'problem'>, Theirs['Job']>;
  programme: Holds<ours.Programme, Theirs['Programme']>;
  ruleDraft: Holds<ours.RuleDraft, Theirs['RuleDraft']>;
  ruleProblem: Holds<ours.RuleProblem, Theirs['RuleProblem']>;
  ruleDifference: Holds<ours.RuleDifference, Theirs['RuleDifference']>;
  ruleSimulation: Holds<Omit<ours.RuleSimulation, 'changed' | 'money'>, Theirs['RuleSimulation']>;
  split: Holds<ours.Split, Theirs['Split']>;
  levelModel: Holds<ours.LevelModel, Theirs['LevelModel']>;
  levelStanding: Holds<ours.LevelStanding, Theirs['LevelStanding']>;
  levelWay: Holds<ours.LevelWay, Theirs['LevelWay']>;
  figures: Holds<ours.Figures, Theirs['Figures']>;
  application: Holds<ours.Application, Theirs['Application']>;
  agreement: Holds<ours.Agreement, Theirs['Agreement']>;
  payment: Holds<ours.Payment, Theirs['Payment']>;
  upload: Holds<ours.Upload, Theirs['Upload']>;
  hit: Holds<ours.Hit, Theirs['Hit']>;
  contribution: Holds<ours.Contribution, Theirs['Contribution']>;
  contact: Holds<ours.Contact, Theirs['OutreachContact']>;
  call: Holds<ours.Call, Theirs['Call']>;
  ledgerAccount: Holds<ours.LedgerAccount, Theirs['LedgerAccount']>;
  ledgerTransfer: Holds<ours.LedgerTransfer, Theirs['LedgerTransfer']>;
  bankLine: Holds<money.BankLine, Theirs['BankLine']>;
  bankImport: Holds<money.BankImport, Theirs['BankImport']>;
  ledgerClaim: Holds<money.LedgerClaim, Theirs['LedgerClaim']>;
  recoveryClaim: Holds<money.Recovery, Theirs['Claim']>;
  moneyOrder: Holds<money.MoneyOrder, Theirs['MoneyOrder']>;
  marketLead: Holds<money.MarketLead, Theirs['MarketLead']>;
  marketFunnel: Holds<money.MarketFunnel, Theirs['MarketFunnel']>;
  committeeVerdict: Holds<selection.CommitteeVerdict, Theirs['CommitteeVerdict']>;
  committeeMember: Holds<selection.CommitteeMember, Theirs['CommitteeMember']>;
  committeeCase: Holds<selection.CommitteeCase, Theirs['CommitteeCase']>;
  night: Holds<money.Night, Theirs['LedgerNight']>;
  duty: Holds<money.Duty, Theirs['LedgerDuty']>;
  purpose: Holds<money.Purpose, Theirs['LedgerContribution']>;
  taxStatement: Holds<money.TaxStatement, Theirs['TaxStatement']>;
  sponsorResult: Holds<money.SponsorResult, Theirs['SponsorResult']>;
  trace: Holds<money.LedgerTrace, Theirs['LedgerTrace']>;
  logEntry: Holds<money.LogEntry, Theirs['LogEntry']>;
  inquiry: Holds<money.Inquiry, Theirs['Inquiry']>;
  pact: Holds<money.Pact, Theirs['Pact']>;
  dashboard: Holds<ours.Dashboard, Theirs['Dashboard']>;
  log: Holds<Omit<ours.ProductionLog, 'columns' | 'defects' | 'mapping'>, Theirs['Log']>;
  run: Holds<Omit<ours.Run, 'result'>, Theirs['Run']>;
  plan: Holds<Omit<ours.Plan, 'document'>, Theirs['Plan']>;
}>;
