/** What the application may use of this feature. */
export { useMembers } from './api/practice';
export { DeadlinesPanel } from './components/deadlines-panel';
export { MembersPanel } from './components/members-panel';
export { RoleMatrixPanel } from './components/role-matrix';
export { SettingsPanel } from './components/settings-panel';
