/** What the application may use of this feature. */
export { AuditLog } from './components/audit-log';
export { AuditScreen } from './components/audit-screen';
