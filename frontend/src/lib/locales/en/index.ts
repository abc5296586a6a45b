/** The English catalogue; its keys are the type of every other. */
import { account } from './account';
import { common } from './common';
import { patient } from './patient';
import { triage } from './triage';

const en = { ...common, ...account, ...triage, ...patient };
export default en;
