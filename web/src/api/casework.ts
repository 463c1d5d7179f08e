/* Procedures of a case and the tasks they give, as the server sends them. */
import type { components } from '../generated/api.ts';
import type { Items, Named } from './types.ts';

export interface Task extends Named {
  id: number;
  matter_id: number;
  application_id?: number | null;
  number?: string | null;
  title?: string | null;
  adopter?: string | null;
  programme?: string | null;
  machine: string;
  machine_ko: string;
  machine_en: string;
  state: string;
  organisation?: string | null;
  post?: string | null;
  deputy?: string | null;
  holder?: string | null;
  due_at?: string | null;
  overdue: boolean;
}
export interface TaskPost {
  id: number;
  title: string;
  role: string;
  organisation: string;
  holder?: string | null;
  deputy_only: boolean;
}
export interface StepColumn extends Named {
  name: string;
  /* milli: a number in thousandths. */
  type: 'text' | 'day' | 'money' | 'whole' | 'choice' | 'lines' | 'milli';
  optional: boolean;
  choices: string[];
  options: (Named & { id: string })[];
}
export interface StepValue extends StepColumn {
  columns: StepColumn[];
}
export interface CalendarDay {
  day: string;
  open: number;
  overdue: number;
}
export interface Holiday {
  day: string;
  name: string;
}
/* A procedure that the reader could begin now. */
export interface Beginning extends Named {
  machine: string;
  article: string;
  article_en?: string | null;
  evidence: boolean;
  values: StepValue[];
  missing: (Named & { article: string; article_en?: string | null })[];
}
export interface StepChoice extends Named {
  step: string;
  article: string;
  article_en?: string | null;
  mine: boolean;
  evidence: boolean;
  values: StepValue[];
  missing: (Named & { article: string; article_en?: string | null })[];
}
export interface MatterTask extends Named {
  id: number;
  organisation?: string | null;
  post?: string | null;
  deputy?: string | null;
  holder?: string | null;
  due_at?: string | null;
  overdue: boolean;
}
export interface Evidence {
  name: string;
  sha256: string;
}
export interface MatterEvent {
  seq: number;
  step: string;
  ko?: string | null;
  en?: string | null;
  at: string;
  name?: string | null;
  organisation?: string | null;
  article: string;
  article_en?: string | null;
  note: string;
  /* What was given, by name; absent for who may not read amounts. */
  given?: unknown;
  finding?: string | null;
  values: StepValue[];
  evidence: Evidence[];
}
export interface MatterRow extends Named {
  id: number;
  machine: string;
  state: string;
  opened_at: string;
  closed_at?: string | null;
}
export interface MatterParty {
  organisation_id: number;
  organisation: string;
}
export interface Matter extends MatterRow {
  parties: MatterParty[];
  state_ko?: string | null;
  state_en?: string | null;
  application_id?: number | null;
  call_id?: number | null;
  agreement_id?: number | null;
  claim_id?: number | null;
  events: MatterEvent[];
  tasks: MatterTask[];
  choices: StepChoice[];
}
export interface BulkResult {
  matter_id: number;
  done: boolean;
  reason?: string | null;
  text?: string | null;
}

type Theirs = components['schemas'];
type Known<Ours, Their> = [Exclude<keyof Ours, keyof Their>] extends [never] ? true : false;
/* Every member that this page reads is one that the server describes. */
export const known: readonly true[] = [
  true satisfies Known<Task, Theirs['Task']>,
  true satisfies Known<CalendarDay, Theirs['CalendarDay']>,
  true satisfies Known<Holiday, Theirs['Holiday']>,
  true satisfies Known<TaskPost, Theirs['TaskPost']>,
  true satisfies Known<StepColumn, Theirs['StepColumn']>,
  true satisfies Known<StepValue, Theirs['StepValue']>,
  true satisfies Known<Beginning, Theirs['Beginning']>,
  true satisfies Known<StepChoice, Theirs['StepChoice']>,
  true satisfies Known<MatterTask, Theirs['MatterTask']>,
  true satisfies Known<MatterEvent, Theirs['MatterEvent']>,
  true satisfies Known<Matter, Theirs['Matter']>,
  true satisfies Known<MatterParty, Theirs['MatterParty']>,
  true satisfies Known<BulkResult, Theirs['BulkResult']>,
];
export type Tasks = Items<Task>;
