/** What the application may use of this feature. */
export { useDelivery } from './api/deliveries';
export { ConnectionsPanel } from './components/connections-panel';
export { DeliveryDetail } from './components/delivery-detail';
export { DeliveryList } from './components/delivery-list';
