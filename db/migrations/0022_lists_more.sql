-- The book by pages from its end: the accounts of one giver or one project, the newest first.

CREATE INDEX ledger_account_source_id ON ledger_account (source, id);
CREATE INDEX ledger_account_project_id ON ledger_account (project, id);
DROP INDEX ledger_account_project;
CREATE INDEX ledger_claim_debtor ON ledger_claim (debtor, id);
