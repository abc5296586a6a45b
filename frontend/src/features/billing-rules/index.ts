/** What the application may use of this feature. */
export { RuleBrowser } from './components/rule-browser';
export { SelfCheckReport } from './components/self-check-report';
