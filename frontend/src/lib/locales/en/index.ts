/** The English catalogue; its keys are the type of every other. */
import { account } from './account';
import { acts } from './acts';
import { billing } from './billing';
import { billingClaims } from './billing-claims';
import { billingMonth } from './billing-month';
import { billingPatient } from './billing-patient';
import { billingReports } from './billing-reports';
import { billingRules } from './billing-rules';
import { billingSetup } from './billing-setup';
import { common } from './common';
import { enrollment } from './enrollment';
import { own } from './own';
import { patient } from './patient';
import { practice } from './practice';
import { register } from './register';
import { time } from './time';
import { triage } from './triage';
import { typed } from './typed';

const en = { ...common, ...account, acts, ...triage, ...patient, ...enrollment, ...own, ...typed, ...practice, ...register, ...time, ...billing, ...billingReports, ...billingRules, ...billingSetup, ...billingPatient, ...billingMonth, ...billingClaims };
export default en;
