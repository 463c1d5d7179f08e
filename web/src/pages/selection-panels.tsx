/* What selection adds to the page of an application, each panel for those who may read it. */
import type { ReactNode } from 'react';
import type { Application, Role } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { useSession } from '../app/session.tsx';
import { useWords } from '../words/words.tsx';
import { CostSheet } from './cost-sheet.tsx';
import { EligibilityPanel } from './eligibility.tsx';
import { RerunPanel } from './rerun.tsx';
import { ScorePanel } from './score.tsx';
import { SeatsPanel } from './seats.tsx';

const operators: readonly Role[] = ['operator_officer', 'operator_finance'];

export function SelectionPanels({ application }: { application: Application }): ReactNode {
  const { t } = useWords();
  const { role, organisation_id } = useSession();
  const isFirm = role.startsWith('adopter') && organisation_id === application.adopter_id;
  const isAuditor = role === 'auditor';
  const isJudge = operators.includes(role) || isAuditor;
  const isDraft = application.state === 'draft';
  return (
    <>
      {(isFirm || isAuditor || role === 'operator_officer' || role === 'ministry_viewer') && (
        <EligibilityPanel application={application} />
      )}
      {(isFirm || isJudge) && <CostSheet application={application} />}
      {!isDraft && (role === 'operator_officer' || isAuditor) && (
        <SeatsPanel application={application} />
      )}
      {!isDraft && (isFirm || role === 'operator_officer') && (
        <RerunPanel application={application} />
      )}
      {!isDraft && (isFirm || isJudge) && <ScorePanel application={application.id} />}
      {(role === 'reviewer' || role === 'mentor') && (
        <p>
          <Link to={`/applications/${application.id}/review`}>{t('sel.review.open')}</Link>
        </p>
      )}
    </>
  );
}
