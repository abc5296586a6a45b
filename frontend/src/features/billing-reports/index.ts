/** What the application may use of this feature. */
export { RevenueReport } from './components/revenue-report';
