-- What the lists and first pages of ten years need, so that each of them reads only what it shows.

CREATE INDEX application_state ON application (state, id);
CREATE INDEX application_adopter_id ON application (adopter_id, id);
CREATE INDEX application_sponsor_id ON application (sponsor_id, id);
DROP INDEX application_adopter;
DROP INDEX application_sponsor;
CREATE INDEX agreement_state ON agreement (state, id);
CREATE INDEX agreement_operator ON agreement (operator_id, id);
CREATE INDEX agreement_share_owner ON agreement_share (organisation_id, agreement_id, amount);
CREATE INDEX agreement_share_amount ON agreement_share (amount);
CREATE INDEX deposit_agreement ON deposit (agreement_id, amount);
CREATE INDEX payment_state ON payment (state, amount);
CREATE INDEX payment_waits ON payment (state, id);
CREATE INDEX contribution_owner ON contribution (organisation_id, id);
